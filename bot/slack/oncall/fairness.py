"""`@aws oncall fairness [SCHEDULE] [last] [8 weeks]`: a table and a picture; and `warnings [SCHEDULE]`: a list."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.fairness_picture import picture
from bot.slack.blocks import outlook as looks
from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message
from bot.slack.conversation import Replies
from bot.slack.files import Files
from bot.slack.oncall.facts import Known
from bot.slack.oncall.outlook import Outlook
from bot.slack.oncall.reading import named, unknown
from bot.slack.oncall.who import NEEDED
from bot.slack.talk import Saying
from core.audit.operations import Records
from core.audit.recording import Deed
from core.caller import Caller
from core.contacts.contact import Contact
from core.outlook.ahead import looked_ahead
from core.outlook.fairness import fairness
from core.outlook.roster import Roster
from core.outlook.table import Row, rows_of
from core.outlook.warned import concerning

READ = "muster:ReadOutlook"
WEEKS, MOST_WEEKS = 8, 104
_TIME = re.compile(
    r"(?:^|\s)(?:(?:for|over|in)\s+)?(?:the\s+)?"
    r"(?:(?P<which>last|past|next)(?:\s+(?P<number>\d{1,4})?\s*(?:weeks?|w)?)?|(?P<alone>\d{1,4})\s*(?:weeks?|w)?)\s*$",
    re.I,
)


class Asked(NamedTuple):
    schedule: str
    weeks: int
    is_past: bool


def read(text: str) -> Asked:
    """A schedule, how many weeks, and whether they are the last ones; in this order, and each may be left out."""
    found = _TIME.search(text)
    if not found:
        return Asked(text.strip(), WEEKS, is_past=False)
    weeks = int(found["number"] or found["alone"] or WEEKS)
    return Asked(text[: found.start()].strip(), weeks, is_past=(found["which"] or "").lower() in ("last", "past"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    outlook: Outlook
    records: Records
    replies: Replies
    files: Files

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """Say who bears how much, and draw it."""
        asked = read(rest)
        if not 0 < asked.weeks <= MOST_WEEKS:
            message = refusal.sorry(f"Give 1 to {MOST_WEEKS} weeks, such as `@aws oncall fairness last 8 weeks`.")
            await self.replies.answer(saying.place, message)
            return
        await self.records.record(Deed(caller, READ, read_only=True))
        time = timedelta(weeks=-asked.weeks if asked.is_past else asked.weeks)
        start, end = sorted([saying.at, saying.at + time])
        roster = await self.outlook.rosters.whole(self.outlook.sight_of(caller), start, end)
        schedule = _schedule(asked.schedule, roster, "@aws oncall fairness")
        if isinstance(schedule, Message):
            await self.replies.answer(saying.place, schedule)
            return
        rows = await asyncio.to_thread(_rows, roster, start, end, schedule)
        title = f"On call in {roster.name_of(schedule.arn) if schedule else 'all schedules'}"
        await self._show(saying, title, f"{_day(start)} to {_day(end)}", rows)

    async def _show(self, saying: Saying, title: str, time: str, rows: list[Row]) -> None:
        if not rows:
            await self.replies.answer(saying.place, refusal.sorry(f"Nobody has turns whom you may see. {NEEDED}"))
            return
        await self.replies.answer(saying.place, looks.fairness(title, time, rows))
        drawn = await asyncio.to_thread(picture, title, time, rows)
        await self.files.send(saying.place, "on-call-fairness.png", drawn)

    async def warned(self, saying: Saying, caller: Caller, rest: str) -> None:
        """Say all that there is to warn of."""
        await self.records.record(Deed(caller, READ, read_only=True))
        roster, found = await self.outlook.found(caller, saying.at)
        schedule = _schedule(rest, roster, "@aws oncall warnings")
        if isinstance(schedule, Message):
            message = schedule
        elif not any(roster.of_type("ONCALL_SCHEDULE")):
            message = refusal.sorry(f"There is no on-call schedule that you may see. {NEEDED}")
        elif schedule:
            theirs = concerning(found, [schedule.arn, *schedule.rotation_arns])
            message = looks.listed(theirs, roster.name_of(schedule.arn))
        else:
            message = looks.listed(found, "")
        await self.replies.answer(saying.place, message)


def _schedule(name: str, roster: Roster, command: str) -> Contact | Message | None:
    """The schedule of that alias, name or ARN; None for no name; what to say where there is none."""
    if not name:
        return None
    known = [
        Known(arn=one.arn, alias=one.alias, name=roster.name_of(one.arn), type=one.type)
        for one in roster.of_type("ONCALL_SCHEDULE")
    ]
    if found := named(name, known):
        return roster.contacts[found[0].arn]
    return refusal.misunderstood(unknown(name, known, command))


def _rows(roster: Roster, start: datetime, end: datetime, schedule: Contact | None) -> list[Row]:
    return rows_of(fairness(looked_ahead(roster, start, end), schedule), roster)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
