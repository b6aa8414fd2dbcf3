"""`muster oncall`: what to be warned of in the next 90 days, and who bears how much of being on call."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.with_control import Errand, add_account, say, with_control
from bot.moving.plain import plain
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

ERRAND = "outlook"
WEEKS = 8


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("oncall", help="warn of holes, and show who is on call how much")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    warnings = verbs.add_parser(
        "warnings", help="holes, unreachable people, dead ends and overload in the next 90 days"
    )
    _finish(warnings, _warnings)
    fairness = verbs.add_parser("fairness", help="hours, nights and weekends of each person")
    fairness.add_argument("--weeks", type=int, default=WEEKS, metavar="N", help=f"how many weeks ({WEEKS})")
    fairness.add_argument("--past", action="store_true", help="the last weeks instead of the next")
    fairness.add_argument("--picture", type=Path, metavar="FILE", help="draw it into this PNG file as well")
    _finish(fairness, _fairness)


def _finish(parser: argparse.ArgumentParser, errand: Errand) -> None:
    parser.add_argument("schedule", nargs="?", default="", metavar="SCHEDULE", help="its alias or ARN; all without")
    add_account(parser)
    parser.set_defaults(run=with_control(errand))


async def _warnings(control: Control, asked: argparse.Namespace, _: Settings) -> int:
    """1 where there is any, so that a script sees it."""
    found = (await control.ask(ERRAND, {"do": "warnings", "schedule": asked.schedule}))["warnings"]
    if not found:
        return say(["Nothing to warn of in the next 90 days."])
    return say([plain(f"! {one['text']}") for one in found], 1)


async def _fairness(control: Control, asked: argparse.Namespace, _: Settings) -> int:
    from core.outlook.table import LEGEND, Row, table

    weeks = -asked.weeks if asked.past else asked.weeks
    told = await control.ask(ERRAND, {"do": "fairness", "schedule": asked.schedule, "weeks": weeks})
    rows = [Row(**row) for row in told["rows"]]
    if not rows:
        return say(["Nobody has turns: there is no on-call schedule with a rotation that has members."])
    title, subtitle = f"On call in {told['schedule'] or 'all schedules'}", _time(told["start"], told["end"])
    lines = [f"{title}, {subtitle}", *table(rows), LEGEND]
    if asked.picture:
        from bot.fairness_picture import picture

        _keep(asked.picture, picture(title, subtitle, rows))
        lines.append(f"Drawn into {asked.picture}.")
    return say(plain(line) for line in lines)


def _keep(file: Path, drawn: bytes) -> None:
    from core.errors import invalid

    try:
        file.write_bytes(drawn)
    except OSError as problem:
        raise invalid(f"{file}: {problem.strerror}. Name another file with --picture.") from None


def _time(start: str, end: str) -> str:
    first, last = (datetime.fromisoformat(moment) for moment in (start, end))
    return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"
