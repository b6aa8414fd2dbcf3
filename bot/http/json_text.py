"""Is a body one JSON object, and harmless?  Decided with little work and memory, whatever was sent."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from core.errors import Refusal

DEEPEST = 100
"""So many objects and lists may lie within each other."""
MOST_VALUES = 50_000
"""So many signs that begin a value may there be; each value costs up to a few hundred bytes of memory."""

# Possessive, content with a string that does not end, and with the end itself: every byte is looked at once.
NEXT_BRACKET = re.compile(rb'(?:[^"\[{\]}]++|"(?:[^"\\]++|\\.)*+"?)*+([\[{\]}]|\Z)', re.DOTALL)


def parsed(body: bytes) -> dict[str, Any]:
    """The object that the body holds, or a `SerializationException`; nothing at all counts as `{}`."""
    return _read(body, _DECODER, "strict")


def guessed(body: bytes) -> dict[str, Any]:
    """The same, where it matters more what was meant than how it is written: an alarm is sent once, and by a program.

    Bytes that are no UTF-8 are replaced, what is no number of JSON's is text, a text may go over several lines, and of
    two members of a name the last counts.
    """
    return _read(body, _GUESSING_DECODER, "replace")


def _read(body: bytes, decoder: json.JSONDecoder, errors: str) -> dict[str, Any]:
    if not body:
        return {}
    _refuse_monsters(body)
    try:
        value = decoder.decode(body.decode(errors=errors))
    except UnicodeDecodeError:
        raise unreadable("is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise unreadable(f"is not valid JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:  # Python's own limit on the digits of an integer
        raise unreadable("has a number with too many digits") from None
    if not isinstance(value, dict):
        raise unreadable("must be a JSON object")
    return value


def written(value: dict[str, Any]) -> bytes:
    """The other way round."""
    # A lone surrogate cannot come out of a validated request, so that nothing is lost by "replace".
    return _ENCODER.encode(value).encode(errors="replace")


def unreadable(what: str) -> Refusal:
    """AWS's answer to a body that it cannot read; never with a piece of it, which may be private."""
    return Refusal("SerializationException", f"The request body {what}.")


def _refuse_monsters(body: bytes) -> None:
    openings = body.count(b"[") + body.count(b"{")
    if openings + body.count(b",") > MOST_VALUES:
        raise unreadable(f"has more than {MOST_VALUES} values")
    if openings > DEEPEST and _too_deep(body):
        raise unreadable(f"is nested deeper than {DEEPEST} levels")


def _too_deep(body: bytes) -> bool:
    depth = 0
    for found in NEXT_BRACKET.finditer(body):
        depth += 1 if found[1] in (b"[", b"{") else -1
        if not 0 <= depth <= DEEPEST:
            return depth > 0
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        # Two readers could each take another one: what was permitted need not be what is done.
        raise unreadable("has an object with the same name twice")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise unreadable("has a number that is not finite")
    return number


def _number_or_text(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _whole_or_text(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # Python's own limit on the digits
        return text


def _no_constant(_: str) -> float:
    raise unreadable("has a number that is not finite")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_constant)
_GUESSING_DECODER = json.JSONDecoder(
    parse_float=_number_or_text, parse_int=_whole_or_text, parse_constant=str, strict=False
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
