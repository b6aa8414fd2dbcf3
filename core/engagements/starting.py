"""What an engagement is at its first moment: the plan of whoever is engaged, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from core.contacts.contact import ChannelTarget, Contact, Stage
from core.engagements.engagement import Engagement, FrozenContact, FrozenPlan
from core.rotations.rotation import Rotation

MINUTE = timedelta(minutes=1)


def start(
    *,
    arn: str,
    contact: Contact,
    people: Mapping[str, Contact],
    rotations: Mapping[str, Rotation],
    incident_id: str | None,
    sender: str,
    subject: str,
    content: str,
    public_subject: str | None,
    public_content: str | None,
    by: str,
    now: datetime,
    minute: timedelta,
) -> Engagement:
    """Engage `contact`, with everyone of `people` whom its plan names, and those of `rotations` that schedules have.

    `minute` is how long a plan's minute really lasts.  It is applied where a contact is frozen and nowhere else:
    contacts keep the minutes that were written, a running escalation keeps the times that it started with.
    """
    named = people_named_by([contact])
    return Engagement(
        arn=arn,
        contact_arn=contact.arn,
        incident_id=incident_id,
        sender=sender,
        subject=subject,
        content=content,
        public_subject=public_subject,
        public_content=public_content,
        started_at=now,
        started_by=by,
        plan=FrozenPlan(
            engaged=frozen(contact, minute, rotations),
            people={arn: frozen(person, minute, rotations) for arn, person in people.items() if arn in named},
        ),
    )


def people_named_by(contacts: Iterable[Contact]) -> set[str]:
    """The ARNs of everyone whom the stages of these contacts name: whom to fetch before engaging them."""
    return {
        target.contact_arn
        for contact in contacts
        for stage in contact.stages
        for target in stage.contacts
        if target.contact_arn
    }


def rotations_of(contacts: Iterable[Contact]) -> list[str]:
    """The ARNs of the rotations that these have: what else to fetch before engaging them."""
    return list(dict.fromkeys(arn for contact in contacts for arn in contact.rotation_arns))


def frozen(contact: Contact, minute: timedelta, rotations: Mapping[str, Rotation]) -> FrozenContact:
    """The contact as it is now, with the length that a plan's minute has."""
    stages = contact.stages if minute == MINUTE else tuple(_scaled(stage, minute / MINUTE) for stage in contact.stages)
    return FrozenContact(
        arn=contact.arn,
        type=contact.type,
        name=contact.display_name or contact.alias,
        stages=stages,
        rotation_arns=contact.rotation_arns,
        rotations=tuple(rotations[arn] for arn in contact.rotation_arns if arn in rotations),
    )


def _scaled(stage: Stage, scale: float) -> Stage:
    channels = tuple(_retried(target, scale) for target in stage.channels)
    return replace(stage, lasts=stage.lasts * scale, channels=channels)


def _retried(target: ChannelTarget, scale: float) -> ChannelTarget:
    return replace(target, retry_every=target.retry_every * scale if target.retry_every else None)
