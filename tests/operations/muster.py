"""A whole Muster without edges: every handler behind the dispatcher, on a real database, with a clock to move."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

from bot import environment
from bot.assembly.door import dispatcher_of
from core.arns import Arns
from core.caller import Caller
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.dispatcher import Dispatcher
from core.step import Lane, Step
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import _compiled  # inputs and outputs are described in one language
from core.work import Chance, Delete, Entity, Save
from storage.account import Storage
from storage.keys.holders import KeySources
from storage.opening import open_storage
from tests.databases import database_in

ARNS = Arns("111122223333", "us-east-1")
"""What the settings say where nobody sets anything."""
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

ADMIN = Caller(arn=ARNS.slack_user("UADMIN"), standing="administrator", user_id="UADMIN", name="Ada Admin")
MEMBER = Caller(arn=ARNS.slack_user("UMEMBER"), standing="member", user_id="UMEMBER", name="Max Member")
STRANGER = Caller(arn=ARNS.slack_user("USTRANGER"), standing="stranger", user_id="USTRANGER")


@dataclass
class MovableClock:
    """Stands still until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class SmallWorkspace:
    """A Slack workspace as far as the operations ask about it."""

    names: dict[str, str] = field(default_factory=lambda: {"CCHECKOUT": "checkout", "COPS": "ops"})
    at_home: tuple[str, str] | None = ("THOME", "Home")
    refusals: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, str]] = field(default_factory=list)

    async def channel_name(self, channel_id: str) -> str | None:
        return self.names.get(channel_id)

    async def team(self) -> tuple[str, str] | None:
        return self.at_home

    async def post_test_message(self, channel_id: str, text: str) -> str | None:
        self.posts.append((channel_id, text))
        return self.refusals.get(channel_id)


NOT_AS_MODELLED = {
    # Terraform's start_time is optional and not computed: whatever came in its place would be a difference for ever.
    ("ssm-contacts:GetRotation", ("StartTime",), "missing"),
    # Thirty members may be given, and answers are typed with a list of at most twenty-five.
    ("ssm-contacts:GetRotation", ("ContactIds",), "too_long"),
    ("ssm-contacts:ListRotations", ("Rotations", "ContactIds"), "too_long"),
    ("ssm-contacts:ListRotationShifts", ("RotationShifts", "ContactIds"), "too_long"),
    # The members of a rotation that is only thought of may be any text, and are told as they were given.
    ("ssm-contacts:ListPreviewRotationShifts", ("RotationShifts", "ContactIds"), "string_pattern_mismatch"),
}
"""In which member an answer is unlike its shape on purpose, and what the shape says of it."""


def refuse_unlike_the_model(action: str, shape: SchemaValidator, answer: dict[str, Any]) -> None:
    """Raise where an answer is not as the model says, but for the exceptions that are stated here."""
    try:
        shape.validate_python(answer)
    except ValidationError as found:
        for one in found.errors():
            member = tuple(part for part in one["loc"] if isinstance(part, str))
            if (action, member, one["type"]) not in NOT_AS_MODELLED:
                raise


@dataclass
class Muster:
    storage: Storage
    clock: MovableClock
    workspace: SmallWorkspace
    dispatcher: Dispatcher
    caller: Caller = ADMIN

    async def call(
        self, action: str, *, caller: Caller | None = None, token: str | None = None, **params: Any
    ) -> dict[str, Any]:
        """Make a call; its answer has to be as the model says."""
        answer = await self.dispatcher.call(caller or self.caller, action, params, token=token)
        shape = catalog()[action].output_shape
        if shape is None:
            assert answer == {}
        else:
            refuse_unlike_the_model(action, _compiled(shape), answer)
        return answer

    async def incidents(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self.call(f"ssm-incidents:{operation}", **params)

    async def contacts(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self.call(f"ssm-contacts:{operation}", **params)

    async def chatbot(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self.call(f"chatbot:{operation}", **params)

    async def onboard(self) -> str:
        """Make the replication set; its ARN."""
        return str((await self.incidents("CreateReplicationSet", regions={"us-east-1": {}}))["arn"])

    async def plan(self, name: str = "checkout", **members: Any) -> str:
        """Make a response plan; its ARN."""
        template = {"title": "Checkout is down", "impact": 1} | members.pop("template", {})
        answer = await self.incidents("CreateResponsePlan", name=name, incidentTemplate=template, **members)
        return str(answer["arn"])

    async def start(self, plan_arn: str, **members: Any) -> str:
        """Start an incident; its ARN."""
        answer = await self.incidents("StartIncident", responsePlanArn=plan_arn, **members)
        return str(answer["incidentRecordArn"])

    async def record(self, arn: str) -> dict[str, Any]:
        """An incident's record."""
        return dict((await self.incidents("GetIncidentRecord", arn=arn))["incidentRecord"])

    async def events(self, arn: str) -> list[tuple[str, Any]]:
        """An incident's timeline, oldest first: types and data."""
        listed = await self.incidents("ListTimelineEvents", incidentRecordArn=arn, sortOrder="ASCENDING")
        events = [
            (await self.incidents("GetTimelineEvent", incidentRecordArn=arn, eventId=one["eventId"]))["event"]
            for one in listed["eventSummaries"]
        ]
        return [(event["eventType"], json.loads(event["eventData"])) for event in events]

    async def keep(self, *entities: Entity) -> None:
        """Store what another part of Muster would have stored."""
        await self.storage.store.commit([Save(entity) for entity in entities])

    async def remove(self, *entities: Entity) -> None:
        """Delete what another part of Muster would have deleted."""
        await self.storage.store.commit([Delete(entity) for entity in entities])

    async def due(self, lane: Lane) -> list[Step]:
        """Take the steps that are due now."""
        return await self.storage.steps.claim(lane, self.clock.now(), 100, timedelta(minutes=1))


async def open_muster(
    directory: Path, *, minimum_age: timedelta = timedelta(), keys: KeySources | None = None
) -> Muster:
    clock, workspace = MovableClock(), SmallWorkspace()
    settings = replace(
        environment.read({}), account_id=ARNS.account, region=ARNS.region, region_minimum_age=minimum_age
    )
    keyring = keys or directory / "keyring.json"
    storage = await open_storage(database_in(directory), keyring, ARNS.account, clock)
    codes = count(1)
    chance = Chance(code=lambda: f"{next(codes):06d}")
    dispatcher = dispatcher_of(settings, storage, storage.store, workspace, clock, chance)
    return Muster(storage, clock, workspace, dispatcher)


@asynccontextmanager
async def onboarded(directory: Path) -> AsyncIterator[Muster]:
    """One that has its replication set, and is closed in the end."""
    muster = await open_muster(directory)
    await muster.onboard()
    try:
        yield muster
    finally:
        await muster.storage.close()


def person(alias: str, *channels: ContactChannel, stages: tuple[Stage, ...] | None = None) -> Contact:
    """Somebody who is reached through these channels, all at once."""
    targets = tuple(ChannelTarget(channel_arn=channel.arn) for channel in channels)
    return Contact(
        arn=ARNS.contact(alias),
        alias=alias,
        type="PERSONAL",
        display_name=alias.title(),
        stages=(Stage(lasts=MINUTE, channels=targets),) if stages is None else stages,
    )


def escalation(alias: str, *people: Contact) -> Contact:
    """A plan that engages these one after the other, a minute apart."""
    stages = tuple(
        Stage(lasts=MINUTE, contacts=(ContactTarget(contact_arn=one.arn, is_essential=True),)) for one in people
    )
    return Contact(arn=ARNS.contact(alias), alias=alias, type="ESCALATION", display_name=alias.title(), stages=stages)


def slack_channel(alias: str) -> ContactChannel:
    """An activated way to reach somebody."""
    return ContactChannel(
        arn=ARNS.contact_channel(alias, "1"),
        contact_arn=ARNS.contact(alias),
        name="Slack",
        type="SLACK",
        address=f"U{alias.upper()}",
        activated_at=START,
        created_at=START,
    )
