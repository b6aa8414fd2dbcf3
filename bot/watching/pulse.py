"""Muster watches itself, tells somebody outside that it does, and watches another Muster.

Nobody is told that all is well unless a page to nobody has just gone the whole way that pages go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from core.clock import Clock
from core.operators.ports import Operators
from core.operators.spokesman import Leads, Spokesman

log = logging.getLogger(__name__)

LOOKED_EVERY, LOOKED_EVERY_WHILE_SILENT = 5.0, 1.0
CALLED_EVERY = 30.0
"""Seconds, all of them."""
SILENT_FOR = timedelta(minutes=2)
"""So long may somebody outside fail to answer before operators hear of it: longer than a restart or an upgrade."""

Get = Callable[[str], Awaitable[int]]
"""The status of what is answered at an address; raises where nothing is."""


Checks = Callable[[], Awaitable[Mapping[str, Mapping[str, str]]]]
"""What each check says, by account."""
OPERATORS, DATABASE, AUDIT = "operators", "database", "audit"
WELL = frozenset({"ok", "connected", "off", "not installed", "not started"})


class Watched(Protocol):
    """One account, as far as it can be seen whether it is looked after."""

    @property
    def proves(self) -> bool:
        """Whether pages went out a moment ago."""

    async def look(self) -> None:
        """See how it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Who is told, and who is asked."""

    heartbeat: str = ""
    """A dead-man's switch, which raises the alarm once it is not called any more."""
    others: tuple[str, ...] = ()
    """Other installations, by the addresses that they listen at."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is asked beside the accounts' own lookouts."""

    get: Get
    checks: Checks | None = None
    """What `/healthz` tells."""
    leads: Leads = lambda: True
    """Whether this process, of several on one database, is the one that calls and asks for all of them."""


class Pulse:
    """Of one process; `start` and `stop` frame it."""

    def __init__(
        self, watched: Sequence[Watched], addresses: Addresses, outside: Outside, operators: Operators, clock: Clock
    ) -> None:
        self._watched, self._addresses, self._outside = watched, addresses, outside
        self._operators, self._clock = operators, clock
        self._silent: dict[str, datetime] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def beats(self) -> bool:
        """Whether pages go out in every account."""
        return all(one.proves for one in self._watched)

    async def start(self) -> None:
        """Begin to look, to call and to ask."""
        self._tasks = [
            asyncio.create_task(_again_and_again(self.look, self._pause), name="pulse"),
            asyncio.create_task(_again_and_again(self.call, self._pause_between_calls), name="heartbeat"),
            asyncio.create_task(_again_and_again(self.examine, lambda: CALLED_EVERY), name="examination"),
            *(
                asyncio.create_task(_again_and_again(partial(self.ask, other), lambda: CALLED_EVERY), name="neighbour")
                for other in self._addresses.others
            ),
        ]

    async def stop(self) -> None:
        """Say nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def look(self) -> None:
        """See how every account is; what fails in one keeps none of the others from being looked at."""
        outcomes = await asyncio.gather(*(one.look() for one in self._watched), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                log.error("It cannot be seen whether pages go out: %s", type(outcome).__name__)

    async def examine(self) -> None:
        """Whatever `/healthz` complains of for longer is something for operators."""
        told = await self._outside.checks() if self._outside.checks else {}
        for account, checks in told.items():
            for name, says in checks.items():
                if name == OPERATORS:  # who would hear of what they have heard
                    continue
                what = f"Something is wrong with the {name} of account {account}: /healthz and the log say what."
                if name == AUDIT:  # whose words stay the same while it lasts, and name nobody
                    what = f"{what} The audit says: {says}."
                self._judge(f"{name} of {account}", what, well=says in WELL, is_everybodys=name == DATABASE)

    async def call(self) -> None:
        """Tell the dead-man's switch that pages go out, if they do; its silence is what raises the alarm."""
        url = self._addresses.heartbeat
        if not url or not self.beats or not self._outside.leads():
            return
        status = await self._status(url)
        host = urlsplit(url).hostname
        what = f"The dead-man's switch at {host} takes no calls ({_said(status)}): look at MUSTER_HEARTBEAT_URL."
        self._judge("dead-man's switch", what, well=status is not None and 200 <= status < 300)

    async def ask(self, other: str) -> None:
        """See whether another installation pages."""
        if not self._outside.leads():
            return
        status = await self._status(f"{other}/heartbeat")
        host = urlsplit(other).netloc
        what = (
            f"The Muster at {host} cannot be reached. Nobody may be paged there: look after it."
            if status is None
            else f"The Muster at {host} does not page ({_said(status)}): look after it."
        )
        self._judge(f"Muster at {host}", what, well=status == 200)

    def _pause(self) -> float:
        return LOOKED_EVERY if self.beats else LOOKED_EVERY_WHILE_SILENT

    def _pause_between_calls(self) -> float:
        return CALLED_EVERY if self.beats else LOOKED_EVERY_WHILE_SILENT

    async def _status(self, url: str) -> int | None:
        try:
            return await self._outside.get(url)
        except Exception:  # whose text may quote the address, in which there is a key
            return None

    def _judge(self, about: str, what: str, *, well: bool, is_everybodys: bool = False) -> None:
        operators = Spokesman(self._operators, self._outside.leads) if is_everybodys else self._operators
        if well:
            self._silent.pop(about, None)
            operators.over(about)
        elif self._clock.now() - self._silent.setdefault(about, self._clock.now()) >= SILENT_FOR:
            operators.tell(about, what)


def _said(status: int | None) -> str:
    return "no answer" if status is None else f"it answers {status}"


async def _again_and_again(do: Callable[[], Awaitable[None]], pause: Callable[[], float]) -> None:
    while True:
        try:
            await do()
        except Exception as problem:
            log.error("Watching failed: %s", type(problem).__name__)
        await asyncio.sleep(pause())
