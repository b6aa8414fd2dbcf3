"""Is this an answer of that operation?  Times become datetimes, and what the model does not know is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.errors import Refusal, invalid
from core.moving.arrival import cannot
from core.moving.belonging import is_channel_of, is_of
from core.moving.resource import Outcome, Resource
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import refuse_unlike

if TYPE_CHECKING:
    from botocore.model import Shape

_PLAIN: dict[str, type] = {"string": str, "integer": int, "long": int, "boolean": bool}
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Nothing happened before or is planned after; at the ends of the calendar no zone's clock can be read."""

OWN = {
    "replication-set": ("ssm-incidents:GetReplicationSet", "replicationSet"),
    "contact": ("ssm-contacts:GetContact", ""),
    "rotation": ("ssm-contacts:GetRotation", ""),
    "custom-action": ("chatbot:GetCustomAction", "CustomAction"),
    "chat-configuration": ("chatbot:DescribeSlackChannelConfigurations", "SlackChannelConfigurations"),
    "response-plan": ("ssm-incidents:GetResponsePlan", ""),
    "incident-record": ("ssm-incidents:GetIncidentRecord", "incidentRecord"),
}
"""By kind: whose answer a resource is told by, and in which member."""
ROWS = {
    "ssm-contacts:ListContactChannels": ("ContactChannels", "contact-channel", "ContactChannelArn"),
    "ssm-contacts:ListRotationOverrides": ("RotationOverrides", "rotation-override", "RotationOverrideId"),
    "ssm-incidents:ListRelatedItems": ("relatedItems", "related-item", "generatedId"),
    "ssm-incidents:GetResourcePolicies": ("resourcePolicies", "policy", "policyId"),
    "ssm-incidents:GetTimelineEvent": ("event", "timeline-event", "eventId"),
}
"""What belongs to a resource and may stay behind alone: where it is listed, its kind, and what it is named by."""


def fitted(resource: Resource) -> tuple[Resource, list[Outcome]]:
    """The resource with its answers as their models say, and what of it is nonsense and was left out.

    Raises `ValidationException` where the resource itself is nonsense.
    """
    left: list[Outcome] = []
    answers: dict[str, tuple[Any, ...]] = {}
    for action, given in resource.answers.items():
        shape = _answer_of(action)
        sifted = [_sifted(resource, action, answer, left) for answer in given] if action in ROWS else given
        answers[action] = tuple(_fit(shape, answer, action) for answer in sifted if answer)
        for answer in answers[action]:
            refuse_unlike(catalog()[action], answer)
    fit = replace(resource, answers=answers, made_at=resource.made_at and _moment(resource.made_at, "madeAt"))
    _refuse_anothers(fit)
    return fit, left


def _refuse_anothers(resource: Resource) -> None:
    """Raise where what was told is not of this resource, or nothing was told of it."""
    action, member = OWN[resource.kind]
    answer = resource.one(action)
    told = answer.get(member) if member else answer
    told = told[0] if isinstance(told, list) and told else told
    if not told:
        raise invalid(f"{action} tells nothing of it")
    if not is_of(resource, told):
        raise invalid(f"{action} tells of another resource")


def _sifted(resource: Resource, action: str, answer: Mapping[str, Any], left: list[Outcome]) -> Mapping[str, Any]:
    """The answer without the rows that are nonsense; nothing where it is a row itself, and nonsense."""
    member, kind, name = ROWS[action]
    rows = answer.get(member)
    one_by_one = rows if isinstance(rows, list) else [rows]
    fit = []
    for row in one_by_one:
        try:
            _refuse_unfit_row(resource, action, row, is_listed=isinstance(rows, list))
        except Refusal as refusal:
            named = str(row.get(name, ""))[:300] if isinstance(row, dict) else ""
            arn = named if named.startswith("arn:") else f"{resource.arn} {named}"
            left.append(cannot(resource, refusal.message, kind=kind, arn=arn))
        else:
            fit.append(row)
    if isinstance(rows, list):
        return {**answer, member: fit}
    return answer if fit else {}


def _refuse_unfit_row(resource: Resource, action: str, row: Any, *, is_listed: bool) -> None:
    member = ROWS[action][0]
    answer = {member: [row] if is_listed else row}
    fit = _fit(_answer_of(action), answer, action)
    refuse_unlike(catalog()[action], fit)
    if check := _CHECKS.get(action):
        check(resource, fit[member][0] if is_listed else fit[member])


def _channel(resource: Resource, row: Mapping[str, Any]) -> None:
    if row.get("ContactArn") != resource.arn or not is_channel_of(row["ContactChannelArn"], resource.arn):
        raise invalid("it is not a channel of this contact")


def _override(_: Resource, row: Mapping[str, Any]) -> None:
    if row["StartTime"] >= row["EndTime"]:
        raise invalid("it ends before it starts")


def _event(resource: Resource, row: Mapping[str, Any]) -> None:
    if row["incidentRecordArn"] != resource.arn:
        raise invalid("it is an event of another incident")
    try:
        json.loads(row["eventData"])
    except (ValueError, RecursionError):
        raise invalid("its eventData is not JSON text") from None


_CHECKS: dict[str, Callable[[Resource, Mapping[str, Any]], None]] = {
    "ssm-contacts:ListContactChannels": _channel,
    "ssm-contacts:ListRotationOverrides": _override,
    "ssm-incidents:GetTimelineEvent": _event,
}


def _answer_of(action: str) -> Shape:
    operation = catalog().get(action)
    if operation is None or operation.output_shape is None:
        raise invalid(f"'{action[:100]}' is not an operation that answers.")
    return operation.output_shape


def _fit(shape: Shape, value: Any, at: str) -> Any:
    match shape.type_name, value:
        case "structure", dict():
            return _structure(shape, value, at)
        case "map", dict():
            return {name: _fit(shape.value, inner, f"{at}.{name}") for name, inner in value.items()}
        case "list", list() | tuple():
            return [_fit(shape.member, inner, f"{at}[{place}]") for place, inner in enumerate(value)]
        case "timestamp", _:
            return _moment(value, at)
        case name, _ if type(value) is _PLAIN.get(name) and _is_whole(value):
            return value
    raise _wrong(shape, at)


def _structure(shape: Any, value: Mapping[str, Any], at: str) -> dict[str, Any]:
    known = {name: of for name, of in shape.members.items() if value.get(name) is not None}
    return {name: _fit(of, value[name], f"{at}.{name}") for name, of in known.items()}


def _moment(value: Any, at: str) -> datetime:
    moment = _parsed(value)
    if moment is None:
        raise invalid(f"{at} is not a time such as 2026-01-31T20:30:00+00:00.")
    if not EARLIEST <= moment < LATEST:
        raise invalid(f"{at} is not a time between {EARLIEST:%Y} and {LATEST:%Y}.")
    return moment


def _parsed(value: Any) -> datetime | None:
    try:
        match value:
            case datetime() if value.tzinfo:
                return value.astimezone(UTC)
            case str():
                written = datetime.fromisoformat(value)
                return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return None


def _is_whole(value: object) -> bool:
    """Half of a character, which JSON can spell, cannot be stored."""
    return not isinstance(value, str) or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _wrong(shape: Shape, at: str) -> Refusal:
    return invalid(f"{at} is not a {shape.type_name}.")
