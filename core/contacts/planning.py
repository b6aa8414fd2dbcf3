"""Can this contact's plan be carried out?  What is wrong with it, said so that the plan can be mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.contacts.contact import Contact
from core.engagements.starting import people_named_by
from core.errors import Refusal, invalid_member
from core.legible import one_line
from core.rotations.rotation import Rotation

if TYPE_CHECKING:
    from core.vocabulary import types

MOST_ROTATIONS = 8
"""Of one schedule, as the guide has it; the model would let 25 pass."""
SHOWN = 8
SHOWN_NAME = 40
"""So many rotations, and so much of the name of each, leave room in a message for what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What exists of that which a plan names."""

    channels: Mapping[str, str] = field(default_factory=dict)
    """The ARN of each channel and of the contact that it belongs to."""
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    rotations: Collection[str] = ()


def channels_named_by(contact: Contact) -> list[str]:
    """The ARNs of the channels in its stages: what to fetch before checking it."""
    return list(dict.fromkeys(target.channel_arn for stage in contact.stages for target in stage.channels))


def refuse_misshapen(stages: Sequence[types.Stage]) -> None:
    """Raise where a target is not one thing, or a stage is nothing at all."""
    for number, stage in enumerate(stages, 1):
        if not stage["Targets"] and not stage["DurationInMinutes"]:
            raise invalid_member(f"Plan.Stages.{number}.member", "a duration of 0 minutes needs a target")
        for position, target in enumerate(stage["Targets"], 1):
            if ("ChannelTargetInfo" in target) == ("ContactTargetInfo" in target):
                place = f"Plan.Stages.{number}.member.Targets.{position}.member"
                raise invalid_member(place, "give exactly one of ChannelTargetInfo and ContactTargetInfo")


def refuse_unfit(contact: Contact, known: Known, before: Contact | None = None) -> None:
    """Raise where the plan does not suit the contact's type, or names what does not exist or cannot be engaged.

    What the plan named `before` may be gone by now: whoever gives back what they read has made nothing worse.
    """
    for message in (*_of_wrong_kind(contact), *_unknown(contact, known, _named_by(before))):
        raise invalid_member("Plan", message)


def refuse_while_on_call(contact: Contact, rotations: Sequence[Rotation]) -> None:
    """Raise where a contact that is to be deleted has turns in these rotations."""
    if rotations:
        raise Refusal(
            "ConflictException",
            f"{contact.alias} is a member of {_listed(rotations)}. Take them out with "
            "`ssm-contacts update-rotation --contact-ids`, or delete the rotation, and then delete the contact.",
            ResourceId=contact.arn,
            ResourceType="CONTACT",
            DependentEntities=[
                {"RelationType": "ROTATION", "DependentResourceIds": [rotation.arn for rotation in rotations]}
            ],
        )


def _of_wrong_kind(contact: Contact) -> Iterator[str]:
    if contact.type != "PERSONAL" and any(stage.channels for stage in contact.stages):
        yield f"contact channels can be targets of PERSONAL contacts only, this one is {contact.type}"
    if contact.type != "ESCALATION" and any(stage.contacts for stage in contact.stages):
        yield f"contacts can be targets of ESCALATION contacts only, this one is {contact.type}"
    if contact.type != "ONCALL_SCHEDULE" and contact.rotation_arns:
        yield f"rotations belong to ONCALL_SCHEDULE contacts only, this one is {contact.type}"
    if contact.type == "ONCALL_SCHEDULE" and contact.stages:
        yield "an ONCALL_SCHEDULE has rotations and no stages"
    if len(contact.rotation_arns) > MOST_ROTATIONS:
        yield f"an on-call schedule has {MOST_ROTATIONS} rotations at most, this one {len(contact.rotation_arns)}"


def _unknown(contact: Contact, known: Known, named_before: Collection[str]) -> Iterator[str]:
    for arn in channels_named_by(contact):
        if known.channels.get(arn) != contact.arn and arn not in named_before:
            yield f"this contact has no contact channel {arn}"
    for arn in sorted(people_named_by([contact])):
        if arn in known.contacts and known.contacts[arn].type == "ESCALATION":
            yield f"an escalation plan cannot engage another escalation plan: {arn}"
        elif arn not in known.contacts and arn not in named_before:
            yield f"there is no contact {arn}"
    for arn in contact.rotation_arns:
        if arn not in known.rotations and arn not in named_before:
            yield f"there is no rotation {arn}"


def _named_by(contact: Contact | None) -> Collection[str]:
    if contact is None:
        return ()
    return {*channels_named_by(contact), *people_named_by([contact]), *contact.rotation_arns}


def _listed(rotations: Sequence[Rotation]) -> str:
    shown = [f"{one_line(rotation.name, SHOWN_NAME)} ({rotation.arn})" for rotation in rotations[:SHOWN]]
    if len(rotations) > SHOWN:
        shown.append(f"{len(rotations) - SHOWN} more")
    *first, last = shown
    return f"the rotations {', '.join(first)} and {last}" if first else f"the rotation {last}"
