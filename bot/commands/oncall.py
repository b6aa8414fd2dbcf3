"""`muster oncall`: what to be warned of in the next 90 days, and who bears how much of being on call."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import environment
from bot.moving.plain import plain

if TYPE_CHECKING:
    from bot.control import Control

    Errand = Callable[[Control, argparse.Namespace], Awaitable[tuple[list[str], int]]]

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


def _finish(parser: argparse.ArgumentParser, carry_out: Errand) -> None:
    parser.add_argument("schedule", nargs="?", default="", metavar="SCHEDULE", help="its alias or ARN; all without")
    parser.add_argument(
        "--account", metavar="ACCOUNT", help="of this account, where Muster has several (MUSTER_ACCOUNT_ID)"
    )
    parser.set_defaults(run=lambda asked: asyncio.run(_with_control(carry_out, asked)))


async def _with_control(carry_out: Errand, asked: argparse.Namespace) -> int:
    # Only now: whoever asks for help must not wait for the whole program.
    from bot.control import opened
    from core.clock import SystemClock

    async with opened(environment.read(os.environ), SystemClock()) as control:
        control.account = asked.account
        lines, status = await carry_out(control, asked)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return status


async def _warnings(control: Control, asked: argparse.Namespace) -> tuple[list[str], int]:
    """1 where there is any, so that a script sees it."""
    found = (await control.ask(ERRAND, {"do": "warnings", "schedule": asked.schedule}))["warnings"]
    if not found:
        return ["Nothing to warn of in the next 90 days."], 0
    return [plain(f"! {one['text']}") for one in found], 1


async def _fairness(control: Control, asked: argparse.Namespace) -> tuple[list[str], int]:
    from core.outlook.table import LEGEND, Row, table

    weeks = -asked.weeks if asked.past else asked.weeks
    told = await control.ask(ERRAND, {"do": "fairness", "schedule": asked.schedule, "weeks": weeks})
    rows = [Row(**row) for row in told["rows"]]
    if not rows:
        return ["Nobody has turns: there is no on-call schedule with a rotation that has members."], 0
    title, subtitle = f"On call in {told['schedule'] or 'all schedules'}", _time(told["start"], told["end"])
    lines = [f"{title}, {subtitle}", *table(rows), LEGEND]
    if asked.picture:
        from bot.fairness_picture import picture

        _keep(asked.picture, picture(title, subtitle, rows))
        lines.append(f"Drawn into {asked.picture}.")
    return [plain(line) for line in lines], 0


def _keep(file: Path, drawn: bytes) -> None:
    from core.errors import invalid

    try:
        file.write_bytes(drawn)
    except OSError as problem:
        raise invalid(f"{file}: {problem.strerror}. Name another file with --picture.") from None


def _time(start: str, end: str) -> str:
    first, last = (datetime.fromisoformat(moment) for moment in (start, end))
    return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"
