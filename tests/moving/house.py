"""A Muster to move out of or into, as the commands of its machine reach it; and all that can be read of one."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from bot import environment
from bot.assembly.errands import errands_of
from bot.assembly.restoring import restoring_of
from bot.control import Stopped
from bot.moving.progress import Progress
from bot.moving.reading import Reading
from bot.moving.report import Report
from bot.moving.run import ThisHouse, carry
from bot.rehearsal import rehearsal
from core.access_keys.operations import AccessKeys
from core.arns import Arns
from core.errors import Refusal
from core.moving.resource import Resource, Unread
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.pages import paging
from tests.operations.muster import ADMIN, ARNS, START, Muster, open_muster


@dataclass
class House:
    directory: Path
    muster: Muster
    this: ThisHouse
    seen: StringIO = field(default_factory=StringIO)
    """What the command showed of its progress."""

    async def told(self) -> list[Resource | Unread]:
        """Everything, as it is read to be carried away."""
        return [one async for one in Reading(self.this).everything()]

    async def take(self, told: list[Resource | Unread], *, dry_run: bool = False) -> Report:
        """Move in, or try it on a copy."""
        if not dry_run:
            return await carry(_each(told), self.this, Progress(self.seen), Report())
        async with rehearsal(replace(environment.read({}), data_dir=self.directory), self.muster.clock) as control:
            return await carry(_each(told), ThisHouse(control), Progress(self.seen), Report(dry_run))

    def rows(self) -> dict[str, list[Any]]:
        """Everything that is stored, as it lies there."""
        with closing(sqlite3.connect(self.directory / "muster.db")) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608

    async def close(self) -> None:
        await self.muster.storage.close()


async def open_house(directory: Path, arns: Arns = ARNS) -> House:
    directory.mkdir(mode=0o700, exist_ok=True)
    muster = await open_muster(directory)
    settings = replace(environment.read({}), account_id=arns.account, region=arns.region)
    storage, clock = muster.storage, muster.clock
    restoring = restoring_of(settings, storage, storage.store, clock)
    keys = AccessKeys(storage.access_keys, storage.store, settings.arns, clock)
    return House(directory, muster, ThisHouse(Stopped(errands_of(settings, muster.dispatcher, keys, restoring))))


async def _each(told: list[Resource | Unread]) -> AsyncIterator[Resource | Unread]:
    for one in told:
        yield one


NOT_CARRIED = {
    "ssm-contacts:DescribeEngagement", "ssm-contacts:DescribePage", "ssm-contacts:ListEngagements",
    "ssm-contacts:ListPageReceipts", "ssm-contacts:ListPageResolutions", "ssm-contacts:ListPagesByContact",
    "ssm-contacts:ListPagesByEngagement", "cloudtrail:LookupEvents",
}  # fmt: skip
"""What reads engagements and pages, which end where they began, and the record of calls: each house has its own."""
RULES_ONLY = {"ssm-contacts:ListPreviewRotationShifts", "sts:GetCallerIdentity"}
"""What answers without looking at anything that is kept."""

EVER = {"StartTime": datetime(2000, 1, 1, tzinfo=UTC), "EndTime": datetime(2100, 1, 1, tzinfo=UTC)}
WEEKS = {"StartTime": START, "EndTime": START + timedelta(days=15)}
"""Shifts, unlike what is stored, never end."""


@dataclass
class Inventory:
    """Every answer of every operation that reads, with every value that its required members can have."""

    house: House
    answers: dict[str, Any] = field(default_factory=dict)

    async def taken(self) -> dict[str, Any]:
        names = await self._names()
        for action, operation in catalog().items():
            if operation.read_only and action not in NOT_CARRIED | RULES_ONLY:
                for params in self._params(operation, names):
                    self.answers[f"{action} {params}"] = await self._answer(action, params)
        return self.answers

    async def _answer(self, action: str, params: dict[str, Any]) -> Any:
        try:
            return await self._whole(action, params)
        except Refusal as refusal:
            return refusal.code, refusal.message

    async def _whole(self, action: str, params: dict[str, Any]) -> list[Any]:
        """All pages, two rows each, so that an order that is lost between pages shows."""
        page_of = paging(catalog()[action])
        pages, token = [], None
        while True:
            more = {page_of.limit: 2} if page_of and page_of.limit else {}
            asked = {**params, **more, **({page_of.token: token} if token else {})}
            answer = await self.house.muster.dispatcher.call(ADMIN, action, asked)
            token = answer.pop(page_of.token, None) if page_of else None
            pages.append(answer)
            if not token:
                return pages

    async def _rows(self, action: str, **params: Any) -> list[Any]:
        page_of = paging(catalog()[action])
        return [row for page in await self._whole(action, params) for row in page[page_of.result]]

    async def _names(self) -> dict[str, list[dict[str, Any]]]:
        """By the required members of an operation: every way in which they can be filled in."""
        sets = await self._rows("ssm-incidents:ListReplicationSets")
        plans = [row["arn"] for row in await self._rows("ssm-incidents:ListResponsePlans")]
        incidents = [row["arn"] for row in await self._rows("ssm-incidents:ListIncidentRecords")]
        contacts = [row["ContactArn"] for row in await self._rows("ssm-contacts:ListContacts")]
        rotations = [row["RotationArn"] for row in await self._rows("ssm-contacts:ListRotations")]
        actions = await self._rows("chatbot:ListCustomActions")
        channels = [
            row["ContactChannelArn"]
            for arn in contacts
            for row in await self._rows("ssm-contacts:ListContactChannels", ContactId=arn)
        ]
        chat = [row["ChatConfigurationArn"] for row in await self._rows("chatbot:DescribeSlackChannelConfigurations")]
        events = [
            {"incidentRecordArn": arn, "eventId": row["eventId"]}
            for arn in incidents
            for row in await self._rows("ssm-incidents:ListTimelineEvents", incidentRecordArn=arn)
        ]
        overrides = [
            {"RotationId": arn, "RotationOverrideId": row["RotationOverrideId"]}
            for arn in rotations
            for row in await self._rows("ssm-contacts:ListRotationOverrides", RotationId=arn, **EVER)
        ]
        return {
            "": [{}],
            "arn": [{"arn": arn} for arn in (*sets, *plans, *incidents)],
            "resourceArn": [{"resourceArn": arn} for arn in (*sets, *plans, *incidents)],
            "incidentRecordArn": [{"incidentRecordArn": arn} for arn in incidents],
            "eventId incidentRecordArn": events,
            "findingIds incidentRecordArn": [{"findingIds": ["none"], "incidentRecordArn": arn} for arn in incidents],
            "ContactId": [{"ContactId": arn} for arn in contacts],
            "ContactArn": [{"ContactArn": arn} for arn in contacts],
            "ResourceARN": [{"ResourceARN": arn} for arn in (*contacts, *rotations)],
            "ContactChannelId": [{"ContactChannelId": arn} for arn in channels],
            "RotationId": [{"RotationId": arn} for arn in rotations],
            "EndTime RotationId": [{"RotationId": arn, **WEEKS} for arn in rotations],
            "EndTime RotationId StartTime": [{"RotationId": arn, **EVER} for arn in rotations],
            "RotationId RotationOverrideId": overrides,
            "CustomActionArn": [{"CustomActionArn": arn} for arn in actions],
            "ChatConfiguration": [{"ChatConfiguration": arn} for arn in chat],
        }

    def _params(self, operation: Operation, names: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        found = names[" ".join(sorted(operation.input_shape.required_members))]
        assert found, f"nothing in the house can be read with {operation.action}"
        return found
