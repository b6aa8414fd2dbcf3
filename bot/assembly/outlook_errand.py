"""What the operator may ask for of what lies ahead: what to be warned of, and who bears how much."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.http.control import Document
from core.arns import Arns
from core.audit.operations import Records
from core.audit.recording import Deed
from core.caller import Caller
from core.clock import Clock
from core.contacts.contact import Contact
from core.errors import Refusal, contact_resource_not_found
from core.outlook.ahead import looked_ahead
from core.outlook.fairness import fairness
from core.outlook.operations import Rosters, everything
from core.outlook.roster import Roster
from core.outlook.table import Row, rows_of
from core.outlook.warned import HORIZON, Warned, concerning
from core.outlook.warnings import warnings
from storage.account import Storage

READ = "muster:ReadOutlook"
MOST_WEEKS = 104


def rosters_of(storage: Storage) -> Rosters:
    """By what is kept of an account."""
    return Rosters(
        contacts=storage.contacts,
        channels=storage.contact_channels,
        rotations=storage.rotations,
        overrides=storage.rotation_overrides,
    )


class OutlookErrand:
    """`do`: `warnings`; `fairness`, with `weeks`, the last ones where they are negative.  Perhaps with `schedule`."""

    def __init__(self, rosters: Rosters, records: Records, operator: Caller, arns: Arns, clock: Clock) -> None:
        self._rosters = rosters
        self._records = records
        self._operator = operator
        self._arns = arns
        self._clock = clock

    async def do(self, asked: Document) -> Document:
        """Sentences, the worst first; or a row for each person, who bears most first."""
        await self._records.record(Deed(self._operator, READ, read_only=True))
        match asked:
            case {"do": "warnings"}:
                return await self._warnings(str(asked.get("schedule") or ""))
            case {"do": "fairness", "weeks": int(weeks)} if 0 < abs(weeks) <= MOST_WEEKS:
                return await self._fairness(str(asked.get("schedule") or ""), timedelta(weeks=weeks))
        raise Refusal("ValidationException", f"Ask for warnings, or for fairness over 1 to {MOST_WEEKS} weeks.")

    async def _warnings(self, name: str) -> Document:
        now = self._clock.now()
        roster = await self._rosters.whole(everything, now, now + HORIZON)
        found = await asyncio.to_thread(warnings, roster, now)
        if schedule := self._named(name, roster):
            found = concerning(found, [schedule.arn, *schedule.rotation_arns])
        return {"warnings": [{"kind": one.kind, "text": in_words(one)} for one in found]}

    async def _fairness(self, name: str, time: timedelta) -> Document:
        now = self._clock.now()
        start, end = sorted([now, now + time])
        roster = await self._rosters.whole(everything, start, end)
        schedule = self._named(name, roster)
        rows = await asyncio.to_thread(_rows, roster, start, end, schedule)
        return {
            "start": start,
            "end": end,
            "schedule": schedule and roster.name_of(schedule.arn),
            "rows": [asdict(row) for row in rows],
        }

    def _named(self, name: str, roster: Roster) -> Contact | None:
        """The schedule that is asked about; None for all."""
        arn = name if not name or name.startswith("arn:") else self._arns.contact(name)
        schedule = roster.contacts.get(arn)
        if arn and (schedule is None or schedule.type != "ONCALL_SCHEDULE"):
            raise contact_resource_not_found("CONTACT", arn)
        return schedule


def _rows(roster: Roster, start: datetime, end: datetime, schedule: Contact | None) -> list[Row]:
    return rows_of(fairness(looked_ahead(roster, start, end), schedule), roster)


def in_words(one: Warned) -> str:
    """For a terminal: moments where the trouble is."""

    def spelled(value: str | datetime) -> str:
        if isinstance(value, str):
            return value
        local = value.astimezone(ZoneInfo(one.time_zone) if one.time_zone != "UTC" else UTC)
        return f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"

    return one.told(spelled)
