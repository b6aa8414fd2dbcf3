"""Which members page a list, and what do they hold?  A token is the sort key of the last row that was given out."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import invalid
from core.listing import Cursor, Window
from core.vocabulary.catalog import Operation

DEFAULT = 100
"""Rows in a page where the caller does not say; AWS documents no figure."""
TOKENS = ("nextToken", "NextToken")
LIMITS = ("maxResults", "MaxResults")
LARGEST = 2**63
"""What a database's integers end before."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The members of one operation that page it."""

    token: str
    """The same name in the input and in the output."""
    limit: str | None
    result: str


def paging(operation: Operation) -> Paging | None:
    """How this operation is paged, or None where its answer comes whole."""
    asked, answer = operation.input_shape, operation.output_shape
    token = next((name for name in TOKENS if name in asked.members), None)
    if token is None or answer is None:
        return None
    limit = next((name for name in LIMITS if name in asked.members), None)
    result = next(name for name, shape in answer.members.items() if shape.type_name == "list")
    return Paging(token, limit, result)


def window(request: Mapping[str, object], default: int = DEFAULT) -> Window:
    """The part of a list that a request asks for."""
    token = next((request[name] for name in TOKENS if request.get(name)), None)
    return Window(limit(request, default), decode(str(token)) if token else None)


def limit(request: Mapping[str, object], default: int = DEFAULT) -> int:
    """The most rows that a request wants; 0, which ssm-contacts allows, leaves it to us."""
    return next((most for name in LIMITS if isinstance(most := request.get(name), int) and most), default)


def encode(cursor: Sequence[str | int]) -> str:
    """A cursor in the letters that every service's tokens may have."""
    return base64.urlsafe_b64encode(json.dumps(cursor, separators=(",", ":")).encode()).decode()


def decode(token: str) -> Cursor:
    """What `encode` was given; `ValidationException` for a token that it cannot have made."""
    try:
        cursor = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        cursor = None
    if not isinstance(cursor, list) or not all(map(_is_key, cursor)) or encode(cursor) != token:
        raise invalid("The pagination token is not one that this operation gave out. Start again without it.")
    return tuple(cursor)


def _is_key(part: object) -> bool:
    match part:
        case bool():
            return False
        case int():
            return -LARGEST <= part < LARGEST
        case str():
            return "\0" not in part and part.encode(errors="ignore").decode() == part
    return False
