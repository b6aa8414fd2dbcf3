"""Whom does a statement speak of?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, cast

from core.policies.elements import object_of, texts_of
from core.policies.patterns import ANYTHING, ArnFields, arn_fields
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


class Naming(IntEnum):
    """How closely a statement names somebody; a grant in their own account depends on it."""

    NOT = 0
    ACCOUNT = 1
    """Their account, which may then hand the right on to them by policies of its own."""
    ROLE = 2
    """The role that they have taken on."""
    DIRECTLY = 3
    """Themselves, or everybody."""


def naming(principals: Iterable[Principal], arn: str, account: str) -> Naming:
    """The closest way in which somebody of this account is named."""
    return max((_naming(principal.value, arn, account) for principal in principals), default=Naming.NOT)


def _naming(value: str, arn: str, account: str) -> Naming:
    if value in (ANYTHING, arn):
        return Naming.DIRECTLY
    if value == account:
        return Naming.ACCOUNT
    named, own = arn_fields(value), arn_fields(arn)
    if named is None or own is None or (named.partition, named.account) != (own.partition, account):
        return Naming.NOT
    if named.resource == "root":
        return Naming.ACCOUNT
    kind, _, role = named.resource.partition("/")
    # Roles have no path here: one with a path is another, whatever it is called.
    is_own = (named.service, kind) == ("iam", "role") and role == _role_of_session(own)
    return Naming.ROLE if is_own else Naming.NOT


def _role_of_session(own: ArnFields) -> str | None:
    kind, _, rest = own.resource.partition("/")
    return rest.partition("/")[0] if (own.service, kind) == ("sts", "assumed-role") else None
