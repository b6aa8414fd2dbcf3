"""What does a text of JSON say, where it says it in one way only?"""

from __future__ import annotations

import json
import math
from typing import Any

from core.errors import Refusal
from core.policies.wrong import shown, wrong


def parsed(text: str) -> object:
    """The value, or a refusal of whatever two readers could understand in two ways."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _unreadable(f"it is not valid JSON, {error.msg} at line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise _unreadable("it is nested too deeply") from None
    except ValueError:  # Python's own limit on the digits of an integer
        raise _unreadable("it has a number with too many digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            # Otherwise the last one would count: {"Effect": "Deny", "Effect": "Allow"} would allow.
            raise _unreadable(f"an object in it has '{shown(name)}' twice")
        found[name] = value
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _unreadable(f"{shown(text)} is too large a number")
    return number


def _constant(name: str) -> float:
    raise _unreadable(f"{name} is no JSON")


def _unreadable(message: str) -> Refusal:
    return wrong("", message)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)
