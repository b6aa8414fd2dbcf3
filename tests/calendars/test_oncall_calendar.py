"""`/oncall calendar`: the address is told to whoever asks, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar

from tests.slack.covering import BEN, CHANNEL, DEV, Team
from tests.slack.empty_workspace import ANA, GUEST

URL = re.compile(r"https://muster\.example\.com(/calendar/[A-Za-z0-9_-]{40}\.ics)")


class Public(Team):
    """Reached from the internet, or so its settings say."""

    async def starts(self) -> None:
        self.settings = replace(self.settings, public_url="https://muster.example.com")
        await super().starts()

    async def types_in(self, text: str, by: str) -> str:
        await self.slack.somebody(by).commands(text)
        await self.settled()
        return self.whispered()

    async def read(self, told: str) -> bytes | None:
        """What is at the address that was told; None where there is nothing."""
        (path,) = URL.findall(told)
        async with aiohttp.ClientSession() as session, session.get(self.muster.server.url + path) as response:
            return await response.read() if response.ok else None


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Public]:
    async with Public(tmp_path) as team:
        yield team
        assert team.slack.problems == []


async def test_people_have_a_calendar_of_their_own_shifts(team: Public) -> None:
    file = await team.read(await team.types_in("oncall calendar", BEN))
    assert file
    events = Calendar.from_ical(file).walk("VEVENT")
    assert events
    assert {str(event["SUMMARY"]) for event in events} == {"Ben on call: Payments"}


async def test_a_schedule_has_one_for_who_may_look_at_it(team: Public) -> None:
    told = await team.types_in("oncall calendar payments", ANA)
    file = await team.read(told)
    assert file
    assert b"Chloe on call: Payments" in file
    assert "*Payments*" in told


async def test_nobody_else_reads_the_address(team: Public) -> None:
    await team.types_in("oncall calendar", BEN)
    await team.slack.somebody(BEN).mentions("oncall calendar", channel=CHANNEL)
    await team.settled()
    assert URL.search(team.whispered())
    assert not any(URL.search(str(message)) for message in team.slack.said_in(CHANNEL))


async def test_it_ends_when_it_is_revoked(team: Public) -> None:
    told = await team.types_in("oncall calendar", BEN)
    assert await team.read(told)
    assert "Ended 1 calendar address" in await team.types_in("oncall calendar revoke", BEN)
    assert await team.read(told) is None
    assert "no calendar address" in await team.types_in("oncall calendar revoke", BEN)


async def test_revoking_one_schedules_leaves_the_others(team: Public) -> None:
    own, payments = await team.types_in("oncall calendar", ANA), await team.types_in("oncall calendar payments", ANA)
    assert "of *Payments*" in await team.types_in("oncall calendar revoke payments", ANA)
    assert await team.read(payments) is None
    assert await team.read(own)


async def test_who_is_no_contact_is_told_so(team: Public) -> None:
    team.slack.workspace.person("U9NEW", "new")
    assert "no contact" in await team.types_in("oncall calendar", "U9NEW")


async def test_guests_get_none_and_members_what_they_may_look_at(team: Public) -> None:
    assert not URL.search(await team.types_in("oncall calendar payments", GUEST))
    assert await team.muster.storage.calendar_feeds.all() == []
    assert await team.read(await team.types_in("oncall calendar payments", DEV))


async def test_a_name_that_is_none_is_told_with_what_there_is(team: Public) -> None:
    told = await team.types_in("oncall calendar paymens", ANA)
    assert "no schedule or person called" in told
    assert "/oncall calendar payments" in told


async def test_without_a_public_address_it_says_what_to_set(tmp_path: Path) -> None:
    async with Team(tmp_path) as team:
        await team.slack.somebody(BEN).commands("oncall calendar")
        await team.settled()
        assert "MUSTER_PUBLIC_URL" in team.whispered()
        assert await team.muster.storage.calendar_feeds.all() == []
