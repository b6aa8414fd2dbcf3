"""A contact in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.tags import tagging

if TYPE_CHECKING:
    from core.vocabulary import types

MINUTE = timedelta(minutes=1)


def described(arn: str, request: types.CreateContactInput) -> Contact:
    """The contact that a request describes."""
    return Contact(
        arn=arn,
        alias=request["Alias"],
        type=request["Type"],
        display_name=request.get("DisplayName") or None,
        stages=_stages(request["Plan"]),
        rotation_arns=tuple(request["Plan"].get("RotationIds", [])),
        tags=tagging.listed(request.get("Tags", [])),
    )


def updated(contact: Contact, request: types.UpdateContactInput) -> Contact:
    """What is absent stays; a plan takes the place of the whole plan."""
    changes: dict[str, Any] = {}
    if "DisplayName" in request:
        changes["display_name"] = request["DisplayName"] or None
    if "Plan" in request:
        changes["stages"] = _stages(request["Plan"])
        changes["rotation_arns"] = tuple(request["Plan"].get("RotationIds", []))
    return replace(contact, **changes)


def written(contact: Contact) -> types.GetContactOutput:
    """The whole contact; an empty plan is written as an empty list of stages."""
    plan: types.Plan = {"Stages": [_written_stage(stage) for stage in contact.stages]}
    if contact.rotation_arns:
        plan["RotationIds"] = list(contact.rotation_arns)
    answer: types.GetContactOutput = {
        "ContactArn": contact.arn,
        "Alias": contact.alias,
        "Type": contact.type,
        "Plan": plan,
    }
    if contact.display_name:
        answer["DisplayName"] = contact.display_name
    return answer


def summarized(contact: Contact) -> types.Contact:
    """A row of a list."""
    row: types.Contact = {"ContactArn": contact.arn, "Alias": contact.alias, "Type": contact.type}
    if contact.display_name:
        row["DisplayName"] = contact.display_name
    return row


def _stages(plan: types.Plan) -> tuple[Stage, ...]:
    return tuple(_stage(stage["DurationInMinutes"], stage["Targets"]) for stage in plan.get("Stages", []))


def _stage(minutes: int, targets: Sequence[types.Target]) -> Stage:
    return Stage(
        lasts=minutes * MINUTE,
        channels=tuple(
            _channel_target(target["ChannelTargetInfo"]) for target in targets if "ChannelTargetInfo" in target
        ),
        contacts=tuple(
            ContactTarget(
                contact_arn=target["ContactTargetInfo"].get("ContactId"),
                is_essential=target["ContactTargetInfo"]["IsEssential"],
            )
            for target in targets
            if "ContactTargetInfo" in target
        ),
    )


def _channel_target(info: types.ChannelTargetInfo) -> ChannelTarget:
    every = info.get("RetryIntervalInMinutes")
    return ChannelTarget(channel_arn=info["ContactChannelId"], retry_every=None if every is None else every * MINUTE)


def _written_stage(stage: Stage) -> types.Stage:
    targets: list[types.Target] = [{"ChannelTargetInfo": _written_channel(target)} for target in stage.channels]
    targets += [{"ContactTargetInfo": _written_contact(target)} for target in stage.contacts]
    return {"DurationInMinutes": stage.lasts // MINUTE, "Targets": targets}


def _written_channel(target: ChannelTarget) -> types.ChannelTargetInfo:
    info: types.ChannelTargetInfo = {"ContactChannelId": target.channel_arn}
    if target.retry_every is not None:
        info["RetryIntervalInMinutes"] = target.retry_every // MINUTE
    return info


def _written_contact(target: ContactTarget) -> types.ContactTargetInfo:
    info: types.ContactTargetInfo = {"IsEssential": target.is_essential}
    if target.contact_arn:
        info["ContactId"] = target.contact_arn
    return info
