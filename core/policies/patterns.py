"""Does a text match a pattern of IAM's?  `*` is any signs, `?` is one, and nothing else means anything."""

from __future__ import annotations

from typing import NamedTuple

ANYTHING = "*"


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
