"""`muster simulate`: who would be paged through what, and when, if an incident started; nobody is paged by asking."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.commands.with_control import add_account, in_lines
from bot.moving.plain import plain
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

ERRAND = "simulate"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("simulate", help="show who would be paged, when, and who not and why; page nobody")
    parser.add_argument("plan", nargs="?", default="", metavar="PLAN", help="the response plan: its name or ARN")
    parser.add_argument("--response-plan-arn", default="", metavar="PLAN", help="the same, as start-incident has it")
    parser.add_argument("--at", default="", metavar="TIME", help="when the incident starts, such as '+2h' (now)")
    parser.add_argument(
        "--ack",
        action="append",
        default=[],
        metavar="PERSON@TIME",
        help="somebody who acknowledges, such as ana@+5m; repeatable",
    )
    add_account(parser)
    parser.set_defaults(run=in_lines(_simulate))


async def _simulate(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    plan = asked.plan or asked.response_plan_arn
    told = await control.ask(ERRAND, {"plan": plan, "at": asked.at, "acknowledgements": asked.ack})
    return [plain(line) for line in told["lines"]]
