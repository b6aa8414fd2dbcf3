"""Whom does a statement speak of?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from core.policies.elements import object_of, texts_of
from core.policies.patterns import ANYTHING
from core.policies.wrong import shown, wrong

Kind = Literal["AWS", "Service"]

SHAPES = {
    "AWS": re.compile(
        r"\*|[0-9]{12}"
        r"|arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:(root|(user|role)/[^*?\s]+)"
        r"|arn:aws(-cn|-us-gov)?:sts::[0-9]{12}:(assumed-role/[^*?/\s]+|federated-user)/[^*?\s]+"
    ),
    "Service": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?"),
}
EXPECTED = {
    "AWS": "an account of 12 digits, the whole ARN of a root, user, role or session, or *",
    "Service": "a service such as events.amazonaws.com",
}


@dataclass(frozen=True, slots=True)
class Principal:
    kind: Kind
    value: str
    """`*`, an account, an ARN, or a service's name."""

    @property
    def is_everybody(self) -> bool:
        return self.value == ANYTHING


def principals_of(value: object, place: str) -> tuple[Principal, ...]:
    """Everybody that is named; `"*"` alone stands for `{"AWS": "*"}`."""
    if value == ANYTHING:
        return (Principal("AWS", ANYTHING),)
    if not isinstance(value, dict) or not value:
        raise wrong(place, 'it must be "*", or an object such as {"AWS": "111122223333"}')
    return tuple(
        _principal(kind, one, f"{place}.{kind}")
        for kind, ones in object_of(value, place, SHAPES).items()
        for one in texts_of(ones, f"{place}.{kind}")
    )


def _principal(kind: str, value: str, place: str) -> Principal:
    if not SHAPES[kind].fullmatch(value):
        raise wrong(place, f"'{shown(value)}' must be {EXPECTED[kind]}")
    return Principal(cast("Kind", kind), value)
