"""How is a command carried out at the Muster of this data directory, be it running or not, and what does it print?"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from bot import environment
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

Errand = Callable[["Control", argparse.Namespace, Settings], Awaitable[int]]
"""What a command does; its exit status."""
Telling = Callable[["Control", argparse.Namespace, Settings], Awaitable[Iterable[str]]]
"""The same where all that comes of it is lines to read."""


def with_control(errand: Errand, *, may_make: bool = False) -> Callable[[argparse.Namespace], int]:
    """What a parser runs: `errand`, at the account that is asked for."""

    async def carried_out(asked: argparse.Namespace, settings: Settings) -> int:
        # Only now: whoever asks for help must not wait for the whole program.
        from bot.control import opened
        from core.clock import SystemClock

        async with opened(settings, SystemClock(), may_make=may_make) as control:
            control.account = getattr(asked, "account", None)
            return await errand(control, asked, settings)

    return lambda asked: asyncio.run(carried_out(asked, environment.read(os.environ)))


def in_lines(telling: Telling, *, may_make: bool = False) -> Callable[[argparse.Namespace], int]:
    """The same for an errand that only has lines to print."""

    async def printed(control: Control, asked: argparse.Namespace, settings: Settings) -> int:
        return say(await telling(control, asked, settings))

    return with_control(printed, may_make=may_make)


def say(lines: Iterable[str], status: int = 0) -> int:
    """Print them, and end with this status."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return status


def add_account(parser: argparse.ArgumentParser) -> None:
    """Let the command be about another account than the configured one."""
    parser.add_argument(
        "--account", metavar="ACCOUNT", help="of this account, where Muster has several (MUSTER_ACCOUNT_ID)"
    )
