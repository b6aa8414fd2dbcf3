"""What does a policy say?  IAM's JSON, read strictly: what is not surely understood is refused, never passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast

from core.policies import json_text
from core.policies.actions import WHOLE, refuse_unknown, service_of
from core.policies.conditions import Condition, conditions_of
from core.policies.elements import object_of, one_of, text_of, texts_of
from core.policies.patterns import ANYTHING, arn_fields
from core.policies.principals import Principal, principals_of
from core.policies.variables import is_arn, template
from core.policies.variables import refuse_unknown as refuse_unknown_variable
from core.policies.wrong import either, shown, wrong

Effect = Literal["Allow", "Deny"]
Version = Literal["2012-10-17", "2008-10-17"]

EFFECTS = ("Allow", "Deny")
VERSIONS = ("2012-10-17", "2008-10-17")
TOP = ("Version", "Id", "Statement")
ELEMENTS = (
    "Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition",
)  # fmt: skip
SID = re.compile(r"[A-Za-z0-9 ,._=@:/+-]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One rule of a policy: who may, or may not, do what to which resources, and when."""

    sid: str | None = None
    effect: Effect
    principals: tuple[Principal, ...] = ()
    """None where the policy belongs to somebody, and speaks of them."""
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    """Patterns, as those of actions are; of the two of each pair exactly one is there."""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    version: Version
    """Only the newer one knows variables such as `${aws:username}`."""
    statements: tuple[Statement, ...]


def parsed(text: str, longest: int) -> Document:
    """The policy that a text of at most so many characters holds; raises `Refusal` where it is none."""
    if len(text) > longest:
        raise wrong("", f"it has {len(text):,} characters, and {longest:,} are the most")
    top = object_of(json_text.parsed(text), "", TOP)
    if "Id" in top:
        text_of(top["Id"], "Id")
    if "Statement" not in top:
        raise wrong("", "Statement is missing")
    written = top["Statement"] if isinstance(top["Statement"], list) else [top["Statement"]]
    if not written:
        raise wrong("Statement", "there must be at least one")
    statements = tuple(_statement(one, f"Statement[{at}]") for at, one in enumerate(written))
    _refuse_second_sid(statements)
    version = _version(top)
    if version == "2012-10-17":
        _refuse_wrong_variables(statements)
    return Document(version=version, statements=statements)


def refuse_principals(document: Document) -> None:
    """Raise where a policy that somebody has says whom it speaks of: it speaks of them."""
    for at, statement in enumerate(document.statements):
        if statement.principals:
            raise wrong(
                f"Statement[{at}].Principal",
                "a policy that is attached speaks of whom it is attached to: leave Principal out",
            )


def _version(top: dict[str, Any]) -> Version:
    version = top.get("Version", "2008-10-17")
    if version not in VERSIONS:
        raise wrong("Version", f"it must be {either(VERSIONS)}")
    return cast("Version", version)


def _statement(value: object, place: str) -> Statement:
    if isinstance(value, dict) and "NotPrincipal" in value:
        raise wrong(place, "NotPrincipal is not supported: name in Principal those who are meant")
    found = object_of(value, place, ELEMENTS)
    actions = one_of(found, ("Action", "NotAction"), place)
    resources = one_of(found, ("Resource", "NotResource"), place)
    return Statement(
        sid=_sid(found, place),
        effect=_effect(found, place),
        principals=principals_of(found["Principal"], f"{place}.Principal") if "Principal" in found else (),
        conditions=conditions_of(found.get("Condition", {}), f"{place}.Condition", _other_services(found[actions])),
        **{
            "actions" if actions == "Action" else "not_actions": _actions(found[actions], f"{place}.{actions}"),
            "resources" if resources == "Resource" else "not_resources": _resources(
                found[resources], f"{place}.{resources}"
            ),
        },
    )


def _sid(found: dict[str, Any], place: str) -> str | None:
    if "Sid" not in found:
        return None
    sid = text_of(found["Sid"], f"{place}.Sid")
    if not SID.fullmatch(sid):
        raise wrong(f"{place}.Sid", "it must have at most 128 letters, digits, spaces or , . _ = @ : / + -")
    return sid


def _effect(found: dict[str, Any], place: str) -> Effect:
    if "Effect" not in found:
        raise wrong(place, "Effect is missing")
    if found["Effect"] not in EFFECTS:
        raise wrong(f"{place}.Effect", f"it must be {either(EFFECTS)}")
    return cast("Effect", found["Effect"])


def _actions(value: object, place: str) -> tuple[str, ...]:
    actions = texts_of(value, place)
    for action in dict.fromkeys(actions):
        refuse_unknown(action, place)
    return actions


def _other_services(actions: object) -> frozenset[str]:
    """The services whose actions a statement names beside those that are here."""
    named = actions if isinstance(actions, list) else [actions]
    return frozenset(service_of(one) for one in named if isinstance(one, str) and one != ANYTHING) - WHOLE


def _resources(value: object, place: str) -> tuple[str, ...]:
    resources = texts_of(value, place)
    for resource in resources:
        if resource != ANYTHING and arn_fields(resource) is None:
            raise wrong(place, f"'{shown(resource)}' must be an ARN of six parts, in which * and ? may stand, or *")
    return resources


def _refuse_wrong_variables(statements: tuple[Statement, ...]) -> None:
    for at, statement in enumerate(statements):
        for resource in (*statement.resources, *statement.not_resources):
            refuse_unknown_variable(resource, f"Statement[{at}]")
            if resource != ANYTHING and not is_arn(template(resource, knows_variables=True)):
                raise wrong(f"Statement[{at}]", f"'{shown(resource)}' must be an ARN of six parts beside its variables")
        for condition in statement.conditions:
            for value in condition.values:
                refuse_unknown_variable(value, f"Statement[{at}].Condition")


def _refuse_second_sid(statements: tuple[Statement, ...]) -> None:
    seen: set[str] = set()
    for at, statement in enumerate(statements):
        if statement.sid in seen:
            raise wrong(f"Statement[{at}].Sid", "another statement has the same one")
        if statement.sid:
            seen.add(statement.sid)
