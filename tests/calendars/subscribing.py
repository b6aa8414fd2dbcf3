"""Somebody subscribes to calendars of a small installation, and a calendar program reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from icalendar import Calendar, Event

from bot.assembly.calendar_feeds import calendar_feeds_of, subscriptions_of
from bot.http.calendar_file import written
from core.calendars.calendar_feed import CalendarFeed
from core.calendars.operations import CalendarFeeds, Subscriptions
from core.caller import Caller
from tests.operations.muster import ADMIN, ARNS, Muster

PEOPLE = ("ana", "ben", "carl")
WEEKLY = {
    "WeeklySettings": [{"DayOfWeek": "THU", "HandOffTime": {"HourOfDay": 17, "MinuteOfHour": 0}}],
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
}


@dataclass
class Subscribed:
    muster: Muster
    feeds: CalendarFeeds = field(init=False)
    subscriptions: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        storage, clock = self.muster.storage, self.muster.clock
        self.feeds = calendar_feeds_of(storage, storage.store, self.muster.dispatcher, ARNS, clock)
        self.subscriptions = subscriptions_of(storage, clock)

    async def fill(self) -> None:
        for alias in PEOPLE:
            await self.muster.contacts(
                "CreateContact", Alias=alias, DisplayName=alias.title(), Type="PERSONAL", Plan={"Stages": []}
            )
        await self.schedule("payments", await self.rotation("Primary", *PEOPLE))

    async def rotation(self, name: str, *people: str, recurrence: dict[str, Any] | None = None) -> str:
        made = await self.muster.contacts(
            "CreateRotation",
            Name=name,
            ContactIds=[ARNS.contact(alias) for alias in people],
            TimeZoneId="UTC",
            StartTime=datetime.fromisoformat("2026-02-26T17:00:00+00:00"),
            Recurrence=recurrence or WEEKLY,
        )
        return str(made["RotationArn"])

    async def schedule(self, alias: str, *rotation_arns: str) -> str:
        made = await self.muster.contacts(
            "CreateContact",
            Alias=alias,
            DisplayName=alias.title(),
            Type="ONCALL_SCHEDULE",
            Plan={"RotationIds": list(rotation_arns)},
        )
        return str(made["ContactArn"])

    async def rotation_of(self, alias: str) -> str:
        contact = await self.muster.contacts("GetContact", ContactId=ARNS.contact(alias))
        return str(contact["Plan"]["RotationIds"][0])

    async def override(self, rotation_arn: str, start: str, end: str, *people: str) -> str:
        made = await self.muster.contacts(
            "CreateRotationOverride",
            RotationId=rotation_arn,
            NewContactIds=[ARNS.contact(alias) for alias in people],
            StartTime=datetime.fromisoformat(start),
            EndTime=datetime.fromisoformat(end),
        )
        return str(made["RotationOverrideId"])

    async def subscribe(self, alias: str, by: Caller = ADMIN) -> str:
        """The secret of a new feed."""
        _, secret = await self.feeds.create(ARNS.contact(alias), by)
        return secret

    async def feed(self, secret: str) -> CalendarFeed | None:
        return await self.subscriptions.at(secret)

    async def file(self, secret: str) -> bytes:
        """What a calendar program reads."""
        feed = await self.feed(secret)
        assert feed
        told = await self.subscriptions.told(feed)
        assert told
        return written(told)

    async def events(self, secret: str) -> dict[str, Event]:
        """By their ids, as the library reads them back."""
        return {str(event["UID"]): event for event in events_in(await self.file(secret))}


def events_in(file: bytes) -> list[Event]:
    return [one for one in Calendar.from_ical(file).walk("VEVENT") if isinstance(one, Event)]


def shown(events: dict[str, Event]) -> list[str]:
    """Each event as somebody would read it aloud, in order."""
    return [
        f"{one['DTSTART'].dt:%m-%d %H:%M} to {one['DTEND'].dt:%m-%d %H:%M} {one['SUMMARY']}"
        for one in sorted(events.values(), key=lambda one: (one["DTSTART"].dt, str(one["SUMMARY"])))
    ]
