"""What providers tell of the texts that they took: when, and whether Muster hears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp

from tests.faults.carriers import PUBLIC
from tests.faults.installation import Clock, Installation
from tests.faults.twilio_wire import Report

SOON = timedelta(seconds=1)


@dataclass
class Reports:
    """A provider does not say again what was not heard."""

    clock: Clock
    is_unheard: Callable[[], None]
    """Called where that is so."""
    waiting: list[tuple[datetime, Report]] = field(default_factory=list)

    def later(self, report: Report) -> None:
        """It will be told."""
        self.waiting.append((self.clock.at + SOON, report))

    @property
    def next_at(self) -> datetime | None:
        """When there is something to be told."""
        return min((at for at, _ in self.waiting), default=None)

    def due(self) -> list[Report]:
        """Those to be told now, in the provider's order."""
        due = [report for at, report in self.waiting if at <= self.clock.at]
        self.waiting = [one for one in self.waiting if one[0] > self.clock.at]
        return due

    async def tell(self, report: Report, muster: Installation) -> None:
        """Post it."""
        try:
            is_heard = await muster.hears(report.url.removeprefix(PUBLIC), report.form, report.headers) < 300
        except aiohttp.ClientError:
            is_heard = False
        if not is_heard:
            self.is_unheard()
