"""The figures of this moment: what was counted, and what has to be looked up when somebody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import get_args

from bot.assembly.houses import Houses
from bot.http.health import PATIENCE, WELL, Health
from bot.watching.metrics import Metrics
from core.clock import Clock, SteadyClock
from core.engine.membership import Membership
from core.step import Lane


class Figures:
    """Of all accounts of this process together."""

    def __init__(
        self, metrics: Metrics, houses: Houses, health: Health, clock: Clock, membership: Membership | None = None
    ) -> None:
        self._metrics, self._houses, self._health, self._clock = metrics, houses, health, clock
        self._membership = membership

    async def text(self) -> bytes:
        """As Prometheus reads them; without its database, what is known without it."""
        told, _ = await asyncio.gather(self._health.told(), self._backlogs())
        self._metrics.ready.set(self._health.is_ready(told))
        self._checks(list(told.values()))
        self._others()
        turned = [house.engine.turned_at for house in self._houses.all]
        oldest = min((at for at in turned if at), default=None)
        self._metrics.turned.set(_seconds(self._clock.now() - oldest) if oldest and all(turned) else float("nan"))
        return self._metrics.text()

    def _checks(self, told: Sequence[Mapping[str, str]]) -> None:
        for check in {name for one in told for name in one}:
            self._metrics.up.labels(check).set(all(one.get(check, "ok") in WELL for one in told))

    def _others(self) -> None:
        """Alone, this machine's clock is compared with what it said before."""
        among = self._membership
        self._metrics.replicas.set(max(len(among.all), 1) if among else 1)
        behind = -self._clock.ahead if isinstance(self._clock, SteadyClock) else timedelta()
        self._metrics.skew.set((among.skew() if among else behind).total_seconds())

    async def _backlogs(self) -> None:
        """What cannot be looked up is left out: a figure of an hour ago would be taken for one of now."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(PATIENCE):
                for lane in get_args(Lane):
                    await self._backlog(lane, now)
        except Exception:  # the check of the database says it
            self._metrics.due.clear()
            self._metrics.oldest_due.clear()

    async def _backlog(self, lane: Lane, now: datetime) -> None:
        found = [await house.storage.backlogs.of(lane, now) for house in self._houses.all]
        late = [_seconds(now - one.oldest_at) for one in found if one.oldest_at]
        self._metrics.due.labels(lane).set(sum(one.due for one in found))
        self._metrics.oldest_due.labels(lane).set(max(late, default=0))


def _seconds(lasted: timedelta) -> float:
    return max(lasted.total_seconds(), 0)
