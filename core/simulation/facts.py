"""What has to be known to tell what would happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.arns import name_of
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact
from core.engagements.engagement import Engagement, Found
from core.engagements.resolving import covers_in, found, on_call_in
from core.engagements.starting import start
from core.engagements.timetable import Question
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The records as they are now, by ARN: nothing of them changes while the plan runs."""

    minute: timedelta
    """How long a plan's minute lasts."""
    bundles: bool = False
    """Whether a channel that rings often has what follows as one message."""
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    channels: Mapping[str, ContactChannel] = field(default_factory=dict)
    """Those whose address is not for the reader have none."""
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    overrides: Mapping[str, Sequence[RotationOverride]] = field(default_factory=dict)
    """By the ARN of their rotation."""


def begun(contact: Contact, facts: Facts, at: datetime) -> Engagement:
    """The engagement of this contact at its first moment."""
    return start(
        arn=contact.arn,
        contact=contact,
        people=facts.contacts,
        rotations=facts.rotations,
        incident_id=None,
        sender="",
        subject="",
        content="",
        public_subject=None,
        public_content=None,
        by="",
        now=at,
        minute=facts.minute,
    )


def on_call(question: Question, facts: Facts, at: datetime) -> tuple[str, ...]:
    """The ARNs of those whom a schedule pages at that moment."""
    return on_call_in(question.schedule, facts.rotations, facts.overrides, at)


def answer(question: Question, facts: Facts, at: datetime) -> Found:
    """What the engine would find."""
    covers = covers_in(question.schedule, facts.rotations, facts.overrides, at)
    named = {arn: tuple(_name(one, facts) for one in away) for arn, away in covers.items()}
    return found(question, on_call(question, facts, at), facts.contacts, named, facts.minute, at)


def _name(contact_arn: str, facts: Facts) -> str:
    contact = facts.contacts.get(contact_arn)
    return contact.display_name if contact and contact.display_name else name_of(contact_arn)
