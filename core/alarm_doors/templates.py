"""A text with `{member}` in it, filled in from a message: nothing is computed, and nothing is read twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.errors import invalid

PLACE = re.compile(r"\{([A-Za-z_][\w.-]{0,99})\}", re.ASCII)
LONGEST = 500


def refuse_unfit(name: str, template: str) -> None:
    """Raise where a brace is there that names no member."""
    if len(template) > LONGEST:
        raise invalid(f"The {name} is too long: {len(template)} characters, where {LONGEST} are the most.")
    if "{" in (rest := PLACE.sub("", template)) or "}" in rest:
        raise invalid(
            f"The {name} has a brace that belongs to no member of a message. Write members as {{labels.service}}, "
            "for example 'Checkout: {AlarmName}'."
        )


def filled(template: str, message: Mapping[str, Any]) -> str:
    """The text; what the message does not have stays out of it."""
    return PLACE.sub(lambda found: _text(_member(message, found[1])), template).strip()


def _member(message: Mapping[str, Any], path: str) -> object:
    """`labels.service` is a member of a member, unless the message has one that is called so."""
    if path in message:
        return message[path]
    head, dot, rest = path.partition(".")
    inner = message.get(head)
    return _member(inner, rest) if dot and isinstance(inner, Mapping) else None


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else ""
