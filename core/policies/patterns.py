"""Does a text match a pattern of IAM's?  `*` is any signs, `?` is one, and nothing else means anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

ANYTHING = "*"
NO_COLON = "[^:]"


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches.

    Of all stars only the last one is ever tried again, so that no pattern takes longer than the product of the lengths.
    """
    at = here = 0
    star, resumed = -1, 0
    while here < len(text):
        sign = pattern[at : at + 1]
        if sign == ANYTHING:
            star, resumed, at = at, here, at + 1
        elif sign and sign in ("?", text[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resumed += 1
            at, here = star + 1, resumed
        else:
            return False
    return not pattern[at:].strip(ANYTHING)


class Piece(NamedTuple):
    """A part of a pattern, in which the stars and question marks may be signs like all others."""

    text: str
    is_pattern: bool = True


def expression(pieces: Iterable[Piece], any_sign: str = ".") -> str:
    """The same pattern for Python's engine, for those that are asked about again and again.

    What stands between two stars is taken where it comes first and never tried again, as `matches` does.
    """
    chunks = [""]
    for text, is_pattern in pieces:
        for sign in text:
            if is_pattern and sign == ANYTHING:
                chunks.append("")
            else:
                chunks[-1] += any_sign if is_pattern and sign == "?" else re.escape(sign)
    if len(chunks) == 1:
        return chunks[0]
    first, *middle, last = chunks
    return f"{first}{''.join(f'(?>{any_sign}*?{chunk})' for chunk in middle if chunk)}{any_sign}*{last}"


def arn_expression(pieces: Iterable[Piece]) -> str | None:
    """The same for a pattern of ARNs, each field by itself; None where it is none."""
    fields: list[list[Piece]] = [[]]
    for text, is_pattern in pieces:
        head, *others = text.split(":", len(ArnFields._fields) + 1 - len(fields)) if is_pattern else [text]
        fields[-1].append(Piece(head, is_pattern))
        fields.extend([Piece(other)] for other in others)
    if len(fields) != len(ArnFields._fields) + 1:
        return None
    *heads, resource = fields
    return f"{':'.join(f'(?>{expression(head, NO_COLON)})' for head in heads)}:{expression(resource)}"


class ArnFields(NamedTuple):
    """An ARN, or a pattern of ARNs: each field is compared with the same field only."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def arn_fields(text: str) -> ArnFields | None:
    """The fields of what looks like an ARN; None for anything else."""
    head, *fields = text.split(":", len(ArnFields._fields))
    return ArnFields(*fields) if head == "arn" and len(fields) == len(ArnFields._fields) else None
