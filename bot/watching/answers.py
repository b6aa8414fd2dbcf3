"""How long do people take to answer, and what began?  Seen in what is stored, wherever it came from."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta

from prometheus_client import Histogram

from bot.watching import lines
from core.clock import Clock
from core.engagements.engagement import Page
from core.work import Change, Save, Store

JUST_NOW = timedelta(seconds=10)
REMEMBERED = 10_000


class ObservedStore:
    """`core.work.Store` around another one."""

    def __init__(self, store: Store, answered: Histogram, clock: Clock) -> None:
        self._store, self._answered, self._clock = store, answered, clock
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def commit(self, changes: list[Change]) -> None:
        """See `core.work.Store`."""
        await self._store.commit(changes)
        for change in changes:
            if isinstance(change, Save):
                self._look_at(change.entity)

    def _look_at(self, entity: object) -> None:
        if isinstance(entity, Page):
            self._look_at_page(entity)
        else:
            lines.tell(entity, self._clock)

    def _look_at_page(self, page: Page) -> None:
        """A page is stored again after its answer; it is counted once."""
        if page.read_at is None or page.arn in self._seen or self._clock.now() - page.read_at > JUST_NOW:
            return
        after = page.read_at - page.created_at
        self._answered.observe(after.total_seconds())
        lines.tell_answered(page, after)
        self._seen[page.arn] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
