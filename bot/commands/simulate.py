"""`muster simulate`: who would be paged through what, and when, if an incident started; nobody is paged by asking."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from bot import environment
from bot.moving.plain import plain

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
    parser.add_argument(
        "--account", metavar="ACCOUNT", help="of this account, where Muster has several (MUSTER_ACCOUNT_ID)"
    )
    parser.set_defaults(run=lambda asked: asyncio.run(_simulate(asked)))


async def _simulate(asked: argparse.Namespace) -> int:
    # Only now: whoever asks for help must not wait for the whole program.
    from bot.control import opened
    from core.clock import SystemClock

    plan = asked.plan or asked.response_plan_arn
    async with opened(environment.read(os.environ), SystemClock()) as control:
        control.account = asked.account
        told = await control.ask(ERRAND, {"plan": plan, "at": asked.at, "acknowledgements": asked.ack})
    sys.stdout.writelines(f"{plain(line)}\n" for line in told["lines"])
    return 0
