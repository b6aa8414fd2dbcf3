"""What an engagement and its pages are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.arns import name_of
from core.contacts.contact import ContactType, Stage
from core.rotations.rotation import Rotation

ReceiptType = Literal["DELIVERED", "ERROR", "READ", "SENT", "STOP"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenContact:
    """A contact as it was when the engagement started."""

    arn: str
    type: ContactType
    name: str
    stages: tuple[Stage, ...] = ()
    rotation_arns: tuple[str, ...] = ()
    """Of a schedule, in its order."""
    rotations: tuple[Rotation, ...] = ()
    """Those of them that could be read: as they were, should they be deleted before the plan comes to the schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPlan:
    """The plan of an engagement: editing a contact later never moves a running escalation."""

    engaged: FrozenContact
    people: dict[str, FrozenContact] = field(default_factory=dict)
    """Everyone whom an escalation plan's stages name, by ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who was on call in a schedule when the plan came to it: asked once, so that no hand-off moves anybody later."""

    place: str
    """Where the schedule stands in the plan, such as `2.0`: stage and target, from 0; nothing where it is engaged."""
    at: datetime
    people: tuple[FrozenContact, ...] = ()
    """As they were at that moment."""
    missing: tuple[str, ...] = ()
    """The ARNs of those who were on call and are no contacts any more."""
    covers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By the ARN of whoever was on call by an override: the names of those for whom they cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    arn: str
    contact_arn: str
    incident_id: str | None = None
    """Whatever the caller named, usually an incident's ARN."""
    sender: str
    subject: str
    content: str
    public_subject: str | None = None
    public_content: str | None = None
    started_at: datetime
    started_by: str
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    """The ARN of the contact whose acknowledgement stopped the plan."""
    stopped_at: datetime | None = None
    stop_reason: str | None = None
    finished_at: datetime | None = None
    """When nothing was left to be sent: acknowledged, stopped, or else the plan had come to its end in vain."""
    skipped_slots: tuple[str, ...] = ()
    """Entries of the timetable that could not be paged when they were due: the channel was gone or not activated."""
    plan: FrozenPlan
    found: tuple[Found, ...] = ()
    """Who was on call in the schedules that the plan has come to, in the order in which it did."""
    version: int = 0

    @property
    def known(self) -> dict[str, FrozenContact]:
        """Everybody whom it knows, by ARN."""
        on_call = {person.arn: person for found in self.found for person in found.people}
        return {**on_call, self.plan.engaged.arn: self.plan.engaged, **self.plan.people}

    def name_of(self, contact_arn: str) -> str:
        """What somebody was called when the plan met them first; their alias where it does not know them."""
        known = self.known
        return known[contact_arn].name if contact_arn in known else name_of(contact_arn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    type: ReceiptType
    at: datetime
    info: str | None = None
    channel_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One step of the path from the engaged contact to the person."""

    contact_arn: str
    type: ContactType
    stage_index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    arn: str
    engagement_arn: str
    contact_arn: str
    channel_arn: str
    slot: str
    """Which entry of the engagement's timetable this page fills; unique within the engagement."""
    incident_id: str | None = None
    is_essential: bool = True
    path: tuple[Resolution, ...] = ()
    created_at: datetime
    code: str
    wrong_codes: int = 0
    times_asked: int = 1
    """How often the plan has wanted it sent: with the page's ARN it names one sending, over all retries of that."""
    sent_at: datetime | None = None
    """When it was last handed to the carrier."""
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    closed_at: datetime | None = None
    """When it stopped asking for an answer, for whatever reason."""
    receipts: tuple[Receipt, ...] = ()
    held_at: datetime | None = None
    """Since when it waits for others of the same channel, to come as one message; None where it does not."""
    lead: str | None = None
    """The ARN of the page in whose message it goes out; its own, where it has waited and leads."""
    leads: int = 0
    """How many others are in its message."""
    carrier_reference: str | None = None
    """What the carrier needs to change the message later; for Slack the `CHANNEL/TS` of each that still asks."""
    version: int = 0
