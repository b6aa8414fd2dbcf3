"""Where may a short name stand for an ARN, and which ARN does it stand for?

Which members take names is told by how the model names them and their shapes.  Where the ARN follows from the name it
is built here; of other kinds, such as an incident by its channel, the caller looks it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.arns import name_of
from core.vocabulary.options import option_name

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.arns import Arns
    from core.vocabulary.catalog import Operation

KINDS = frozenset(
    {
        "contact", "contact-channel", "custom-action", "engagement", "incident-record", "page", "replication-set",
        "resource", "response-plan", "rotation", "slack-channel-configuration",
    }
)  # fmt: skip

Path = tuple[str | int, ...]

_ALSO_CALLED = {
    "chat-configuration": "slack-channel-configuration",
    "deletion-protection": "replication-set",
    "engagements": "contact",  # whom a response plan engages
    "incident": "incident-record",
    "members": "contact",
    "new-contact": "contact",
    "new-members": "contact",
}
_BY_SHAPE = {"ResourceIdentifier": "custom-action"}
"""Where the shape's name tells more than the member's: what is offered in a Slack channel."""
_OF_POLICIES = re.compile(r"resource-polic(?:y|ies)$")
"""Of all that could be shared with others, AWS lets response plans be."""
_OF_ARNS = re.compile(r"arn|^(?:IncidentId|Member|AmazonResourceName|ResourceIdentifier|String)$", re.I)
_VERB = re.compile(r"^(?:create|delete|describe|get|put|update)-")
_PLAN = re.compile(r"[A-Za-z0-9_-]{1,200}")
_ACTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ALIAS = re.compile(r"[a-z0-9_.-]{1,255}")
_UID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OWNED = re.compile(r"([A-Za-z0-9_.-]{1,255})/([0-9A-Za-z-]{1,50})")


@dataclass(frozen=True, slots=True)
class Name:
    """A short name where an ARN belongs."""

    path: Path
    kind: str
    word: str


@lru_cache(maxsize=256)
def nameable(operation: Operation) -> Mapping[str, str]:
    """Which members take names, and of what kind: `Plan.Stages[].Targets[].ContactTargetInfo.ContactId` a contact's."""
    return dict(_nameable(operation.input_shape, option_name(operation.name), ""))


def names_in(operation: Operation, params: Mapping[str, object]) -> tuple[Name, ...]:
    """The short names among the values of a command."""
    found = _leaves(params, (), "", nameable(operation))
    return tuple(Name(at, kind, word) for at, kind, word in found if not word.startswith("arn:"))


def names_in_arns(operation: Operation, params: Mapping[str, object], looked_up: Mapping[str, str]) -> dict[Path, str]:
    """The short names of the ARNs among the values, such that `expand` would build these again.

    Of the kinds that are in `looked_up` these names, for which the caller would look up an ARN.
    """
    found = [one for one in _leaves(params, (), "", nameable(operation)) if one[2].startswith("arn:")]
    return {at: looked_up.get(kind) or _short(kind, arn) for at, kind, arn in found if kind in _EXPANDABLE}


def with_words(params: Mapping[str, object], words: Mapping[Path, str]) -> dict[str, object]:
    """The values with another word at each of these places: ARNs for names, or the other way round."""
    return {member: _replaced(value, (member,), words) for member, value in params.items()}


def expand(kind: str, word: str, arns: Arns) -> str | None:
    """The ARN that follows from a name alone, or None where somebody has to look it up.

    `contact/akua` and `incident-record/checkout/UUID` say their kind themselves.
    """
    spoken, _, rest = word.partition("/")
    if rest and spoken in _SPOKEN and kind in (spoken, "resource"):
        return expand(spoken, rest, arns)
    if kind in _BY_NAME:
        pattern, method = _BY_NAME[kind]
        return str(getattr(arns, method)(word)) if pattern.fullmatch(word) else None
    owned = _OWNED.fullmatch(word)
    if owned is None or kind not in _BY_OWNER or (kind == "contact-channel" and not _UID.fullmatch(owned[2])):
        return None  # `akua/phone` has a channel's own name, and is looked up
    return str(getattr(arns, _BY_OWNER[kind])(owned[1], owned[2]))


_BY_NAME = {
    "contact": (_ALIAS, "contact"),
    "custom-action": (_ACTION, "custom_action"),
    "response-plan": (_PLAN, "response_plan"),
    "rotation": (_UID, "rotation"),  # what its ARN has; by its own name, which others may have too, it is looked up
    "slack-channel-configuration": (_PLAN, "slack_channel_configuration"),
}
_BY_OWNER = {
    "contact-channel": "contact_channel",
    "engagement": "engagement",
    "incident-record": "incident_record",
    "page": "page",
}
_SPOKEN = KINDS - {"resource"}
_EXPANDABLE = {*_BY_NAME, *_BY_OWNER, "resource"}


def _short(kind: str, arn: str) -> str:
    if kind == "resource":
        return arn.split(":", 5)[-1]
    return name_of(arn).rpartition("/")[2] if kind in _BY_NAME else name_of(arn)


def _nameable(shape: Shape, of: str, path: str) -> Iterator[tuple[str, str]]:
    if shape.type_name == "structure":
        for member, inner in shape.members.items():
            yield from _member(member, inner, of if not path else "", f"{path}.{member}".lstrip("."))
    elif shape.type_name in ("list", "map"):
        yield from _nameable(shape.member if shape.type_name == "list" else shape.value, "", f"{path}[]")


def _member(member: str, shape: Shape, of: str, path: str) -> Iterator[tuple[str, str]]:
    is_list = shape.type_name == "list"
    inner = shape.member if is_list else shape
    if inner.type_name != "string":
        yield from _nameable(shape, "", path)
        return
    kind = _BY_SHAPE.get(inner.name) or _kind(option_name(member), of)
    if kind in KINDS and _OF_ARNS.search(inner.name):
        yield (f"{path}[]" if is_list else path), kind


def _kind(member: str, of: str) -> str:
    """The kind that a member's name tells; a bare `arn` is of what the operation's own name tells."""
    noun = _VERB.sub("", of) if member == "arn" else re.sub("-(?:arn|id)s?$", "", member)
    if noun == "resource" and _OF_POLICIES.search(of):
        return "response-plan"
    return _ALSO_CALLED.get(noun, noun)


def _leaves(value: Any, at: Path, path: str, kinds: Mapping[str, str]) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, Mapping):
        for member, inner in value.items():
            yield from _leaves(inner, (*at, member), f"{path}.{member}".lstrip("."), kinds)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*at, place), f"{path}[]", kinds)
    elif isinstance(value, str) and path in kinds:
        yield at, kinds[path], value


def _replaced(value: Any, at: Path, words: Mapping[Path, str]) -> Any:
    if isinstance(value, Mapping):
        return {member: _replaced(inner, (*at, member), words) for member, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, (*at, place), words) for place, inner in enumerate(value)]
    return words.get(at, value)
