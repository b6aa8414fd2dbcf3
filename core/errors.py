"""How an operation says no: one exception that carries AWS's code, message and further members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.work import Entity


Because = Literal[
    "", "this one", "stranger", "forbidden", "elsewhere", "guardrails", "account-limits", "boundary", "session"
]
"""Why somebody may not: nothing allows it, or not for this resource; they are none of ours; a policy forbids it; it is
another account's; or by the limit that does not allow it."""

ACCESS_DENIED = "AccessDeniedException"


class Refusal(Exception):
    """An operation's answer when it is no.  `code` is AWS's name, such as `ValidationException`."""

    def __init__(self, code: str, message: str, **members: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.members: Mapping[str, object] = members
        """What the error's shape has beside the message, such as `Reason` and `Fields`."""
        self.kept: tuple[Entity, ...] = ()
        self.because: Because = ""

    def keeping(self, *entities: Entity) -> Refusal:
        """The same, but this is stored although the call is refused: an attempt at a code is counted, or it is none."""
        self.kept = entities
        return self


class OutOfOrder(Exception):
    """Something that everybody rests on does not work just now: no fault of whatever was being done."""


class Conflict(Exception):
    """A change set rests on a version that somebody else has replaced; nothing of it was stored."""


class Locked(Conflict):
    """Somebody else holds what it changes, and has not let go in time; nothing of it was stored."""


def invalid(message: str, **members: object) -> Refusal:
    """The request cannot be carried out as it stands (`ValidationException` of both services)."""
    return Refusal("ValidationException", message, **members)


def invalid_member(name: str, message: str) -> Refusal:
    """What ssm-contacts says of one member of a request; `message` tells how to mend it."""
    return invalid(
        f"Invalid value provided - {name}: {message}.",
        Reason="FIELD_VALIDATION_FAILED",
        Fields=[{"Name": name, "Message": message}],
    )


def incident_resource_not_found(kind: str, identifier: str) -> Refusal:
    """What ssm-incidents says of an unknown resource; `kind` is one of the model's `ResourceType`."""
    return Refusal(
        "ResourceNotFoundException",
        f"{kind.replace('_', ' ').capitalize()} not found: {identifier}",
        resourceType=kind,
        resourceIdentifier=identifier,
    )


def contact_resource_not_found(kind: str, identifier: str) -> Refusal:
    """What ssm-contacts says of an unknown resource; both members are required by its model."""
    return Refusal(
        "ResourceNotFoundException",
        f"{kind.replace('_', ' ').capitalize()} not found: {identifier}",
        ResourceId=identifier,
        ResourceType=kind,
    )


def denied(principal: str, action: str, resource: str, because: Because = "") -> Refusal:
    """AWS's sentence for a call that is not allowed; `because` is for people, and in no answer on the wire."""
    no = Refusal(
        ACCESS_DENIED,
        f"User: {principal} is not authorized to perform: {action} on resource: {resource}",
    )
    no.because = because
    return no
