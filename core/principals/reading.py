"""What do the files of a directory of policies say?  All of them together, or a refusal of all of them.

What is passed over in silence would be a right that somebody keeps, or lacks at three in the morning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.policies import json_text
from core.policies.elements import object_of, text_of
from core.policies.policy import Policy
from core.policies.wrong import either, shown, wrong
from core.policies.wrong_file import WrongFile, reading
from core.principals.attachments import BUILT_IN, ENGINE, EVERYBODY, PEOPLE, Attachments, Group, Policies, Role
from core.principals.library import Library, library, shipped_arn

FILE = "attachments.json"
LONGEST = 1_000_000
TOP = ("users", "groups", "roles", "boundaries", "default", "limits")
DEFAULT = "MusterResponderAccess"
ADMINISTRATION = "MusterAdministratorAccess"
SERVICE_LINKED = "AWSIncidentManagerServiceRolePolicy"

PRINCIPAL = re.compile(r"[UW][A-Z0-9]{2,}|user/[\w+=,.@-]{1,64}", re.ASCII)
BOUNDED = re.compile(rf"{PRINCIPAL.pattern}|role/[\w+=,.@-]{{1,64}}", re.ASCII)
NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
A_SESSION = (
    "whoever takes on the role chooses for a session: give the role itself its policies, in roles, "
    "and a boundary as role/NAME"
)
EXPECTED = "a Slack user id such as U0123456789, or user/NAME for an access key's user"


def attachments(files: Mapping[str, str], shipped: Mapping[str, Policy], account: str) -> Attachments:
    """What these files, by name, attach to whom; raises `WrongFile` where one of them cannot be used."""
    others = {name: text for name, text in files.items() if name != FILE}
    known = library(others, shipped, account)
    with reading(FILE):
        return _Reader(known).read(_top(files.get(FILE, "{}")))


def _top(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise wrong("", f"it has {len(text):,} characters, and {LONGEST:,} are the most")
    return object_of(json_text.parsed(text), "", TOP)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one part after the other, with the policies that can be named at hand."""

    library: Library

    def read(self, top: dict[str, Any]) -> Attachments:
        limits = self.limiting(top["limits"], "limits") if "limits" in top else None
        return Attachments(
            known=self.library.policies,
            administration=self.shipped(ADMINISTRATION),
            engine=self.shipped(SERVICE_LINKED),
            default=self.policies(top.get("default", [DEFAULT]), "default"),
            users=self.each(top, "users", _principal, self.policies),
            groups=self.each(top, "groups", _name, self.group),
            roles=self.each(top, "roles", _role_name, self.role),
            boundaries=self.each(top, "boundaries", _bounded, self.limiting),
            limits=limits,
        )

    def each(
        self, top: dict[str, Any], part: str, key: Callable[[str, str], str], value: Callable[[Any, str], Any]
    ) -> dict[str, Any]:
        """A part that is an object with keys of the operator's choice."""
        found = top.get(part, {})
        if not isinstance(found, dict):
            raise wrong(part, "it must be an object")
        return {key(name, part): value(one, f"{part}.{name}") for name, one in found.items()}

    def group(self, value: object, place: str) -> Group:
        found = _object(value, place, ("members", "policies"))
        members = frozenset(_principal(one, f"{place}.members") for one in _texts(found["members"], f"{place}.members"))
        return Group(members=members, policies=self.policies(found["policies"], f"{place}.policies"))

    def role(self, value: object, place: str) -> Role:
        found = _object(value, place, ("policies",), ("assumed_by",))
        by = _texts(found.get("assumed_by", []), f"{place}.assumed_by")
        return Role(
            policies=self.policies(found["policies"], f"{place}.policies"),
            assumed_by=frozenset(one if one == EVERYBODY else _principal(one, f"{place}.assumed_by") for one in by),
        )

    def limiting(self, value: object, place: str) -> Policies:
        """Policies that say what one can have at most."""
        policies = self.policies(value, place)
        if not any(statement.effect == "Allow" for one in policies for statement in one.document.statements):
            raise wrong(
                place,
                "nothing in it allows anything, so that it would forbid everything: what limits has to allow what is "
                "left; name AdministratorAccess beside a policy that only denies",
            )
        return policies

    def policies(self, value: object, place: str) -> Policies:
        """Policies by name or ARN, each once; an empty list is none."""
        found = (self.library.found(text, place) for text in _texts(value, place))
        return tuple({policy.arn: policy for policy in found}.values())

    def shipped(self, name: str) -> Policies:
        return (self.library.policies[shipped_arn(name)],)


def _object(value: object, place: str, needed: tuple[str, ...], further: tuple[str, ...] = ()) -> dict[str, Any]:
    found = object_of(value, place, (*needed, *further))
    if missing := [name for name in needed if name not in found]:
        raise wrong(place, f"{missing[0]} is missing")
    return found


def _texts(value: object, place: str) -> tuple[str, ...]:
    """One text, or a list of them, which may be empty."""
    ones = value if isinstance(value, list) else [value]
    return tuple(text_of(one, place) for one in ones)


def _principal(key: str, place: str) -> str:
    return _like(PRINCIPAL, key, place, EXPECTED)


def _bounded(key: str, place: str) -> str:
    return _like(BOUNDED, key, place, f"{EXPECTED}, or role/NAME for all sessions of a role")


def _like(shape: re.Pattern[str], key: str, place: str, expected: str) -> str:
    if key.startswith(f"assumed-role/{PEOPLE}/"):
        raise wrong(place, f"'{shown(key)}' is somebody in Slack: write {key.rpartition('/')[2]}")
    if key.startswith("assumed-role/"):
        raise wrong(place, f"'{shown(key)}' is a name that {A_SESSION}")
    if not shape.fullmatch(key):
        raise wrong(place, f"'{shown(key)}' must be {expected}")
    return key


def _name(name: str, place: str) -> str:
    if not NAME.fullmatch(name):
        raise wrong(place, f"'{shown(name)}' must have 1 to 128 letters, digits or _ + = , . @ -")
    return name


def _role_name(name: str, place: str) -> str:
    if name in (*BUILT_IN, PEOPLE, ENGINE):
        taken = either((*BUILT_IN, PEOPLE, ENGINE))
        raise wrong(place, f"'{name}' is Muster's own: a role of yours needs a name other than {taken}")
    return _name(name, place)


def refuse_without_attachments(files: Mapping[str, str]) -> None:
    """Raise where a directory has no file that attaches anything: it is a wrong directory, or one that was emptied."""
    if FILE not in files:
        raise WrongFile(FILE, "", 'it is not there; `{"users": {}}` is the least that it can say')
