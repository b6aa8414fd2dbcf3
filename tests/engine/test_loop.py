"""Does the loop carry out what is due, on lanes that do not hold each other up, and end in order?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.engine.loop import AT_ONCE, Engine
from core.engine.patience import pause_after
from core.engine.ports import TryLater
from core.engine.waking import WakingStore
from core.step import Kind, Step
from core.work import Finish, Schedule
from storage.account import Storage
from storage.database import StorageFailed
from storage.opening import open_storage
from tests.databases import database_in
from tests.operations.muster import START, MovableClock

WITHIN = 30.0
"""Seconds that a busy machine may take; nothing below waits for that long when all is well."""


class Deeds:
    """Notes what is carried out; a kind can be held up until it is let go."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.began: list[str] = []
        self.done: list[str] = []
        self.held: dict[Kind, asyncio.Event] = {}
        self.news = asyncio.Event()

    async def __call__(self, step: Step) -> None:
        self.began.append(step.subject)
        self.news.set()
        if step.kind in self.held:
            await self.held[step.kind].wait()
        await self._storage.store.commit([Finish(step)])
        self.done.append(step.subject)
        self.news.set()

    async def until(self, happened) -> None:
        async with asyncio.timeout(WITHIN):
            while not happened():
                self.news.clear()
                await self.news.wait()


class Counted:
    """`Steps` that count how often they are asked."""

    def __init__(self, storage: Storage) -> None:
        self._steps = storage.steps
        self.claims = 0
        self.fails = 0
        self.unheard = 0
        """So many claims that find something are stored and not heard of."""
        self.says = "disk full"

    async def release_all_but(self, *args):
        await self._steps.release_all_but(*args)

    async def claim(self, *args):
        self.claims += 1
        if self.unheard and (claimed := await self._steps.claim(*args)):
            self.unheard -= 1
            raise OSError(f"no answer for {len(claimed)}")
        if self.fails:
            self.fails -= 1
            raise OSError(self.says)
        return await self._steps.claim(*args)

    def held(self, *args):
        return self._steps.held(*args)

    async def next_due_at(self, lane):
        return await self._steps.next_due_at(lane)

    async def is_scheduled(self, key):
        return await self._steps.is_scheduled(key)


class Works:
    def __init__(self, storage: Storage) -> None:
        self.clock = MovableClock()
        self.storage = storage
        self.deeds = Deeds(storage)
        self.steps = Counted(storage)
        self.store = WakingStore(storage.store)
        kinds: list[Kind] = ["escalate", "page", "activate", "announce", "revise", "warn", "farewell"]
        self.engine = Engine(self.steps, self.store, dict.fromkeys(kinds, self.deeds), self.clock)
        self.store.engine = self.engine

    async def caught_up(self) -> None:
        """Until every lane has looked at the table."""
        async with asyncio.timeout(WITHIN):
            while self.engine.turned_at is None:  # noqa: ASYNC110 - the lanes tell nobody
                await asyncio.sleep(0)

    async def schedule(self, kind: Kind, *subjects: str, after: timedelta = timedelta()) -> None:
        steps = [Step(kind=kind, subject=subject, due_at=self.clock.now() + after) for subject in subjects]
        await self.store.commit([Schedule(step) for step in steps])


@pytest.fixture
async def works(tmp_path: Path) -> AsyncIterator[Works]:
    storage = await open_storage(database_in(tmp_path), tmp_path / "keyring.json", "111122223333", MovableClock())
    works = Works(storage)
    works.engine.start()
    yield works
    for held in works.deeds.held.values():
        held.set()
    await works.engine.stop()
    await storage.close()


async def test_what_is_due_is_carried_out_once(works):
    await works.schedule("page", "a", "b")
    await works.deeds.until(lambda: len(works.deeds.done) == 2)
    assert await works.steps.next_due_at("page") is None
    assert sorted(works.deeds.began) == ["a", "b"]


async def test_what_is_not_due_waits(works):
    await works.schedule("page", "later", after=timedelta(minutes=1))
    await works.schedule("page", "now")
    await works.deeds.until(lambda: works.deeds.done)
    works.clock.advance(minutes=1)
    works.engine.wake()
    await works.deeds.until(lambda: len(works.deeds.done) == 2)
    assert works.deeds.began == ["now", "later"]


async def test_a_page_does_not_wait_behind_channels_that_are_slow(works):
    works.deeds.held["announce"] = asyncio.Event()
    await works.schedule("announce", *(f"incident {n}" for n in range(AT_ONCE["chat"] + 5)))
    await works.deeds.until(lambda: len(works.deeds.began) == AT_ONCE["chat"])
    await works.schedule("page", "urgent")
    await works.deeds.until(lambda: works.deeds.done == ["urgent"])
    assert len(works.deeds.began) == AT_ONCE["chat"] + 1


async def test_a_full_lane_waits_for_room_and_does_not_run_in_circles(works):
    works.deeds.held["announce"] = asyncio.Event()
    await works.schedule("announce", *(f"incident {n}" for n in range(AT_ONCE["chat"] + 5)))
    await works.deeds.until(lambda: len(works.deeds.began) == AT_ONCE["chat"])
    looked = asyncio.Event()
    next_due_at, looks = works.steps.next_due_at, []

    async def counted(lane):
        looks.append(lane)
        if lane == "page":
            looked.set()
        return await next_due_at(lane)

    works.steps.next_due_at = counted
    await asyncio.wait_for(looked.wait(), WITHIN)  # the other lane's next look, up to a second from now
    assert looks.count("chat") <= 3
    works.deeds.held["announce"].set()
    await works.deeds.until(lambda: len(works.deeds.done) == AT_ONCE["chat"] + 5)


async def test_a_store_that_fails_for_a_while_ends_nothing(works, caplog):
    await works.caught_up()  # or else a look that began before the trouble finds what comes with it
    works.steps.fails = 2
    await works.schedule("page", "a")
    await works.deeds.until(lambda: works.deeds.done)
    assert works.steps.fails == 0
    assert "disk full" not in caplog.text


async def test_whoever_waited_for_others_and_then_meets_with_an_outage_is_tried_again_soon(works):
    await works.engine.stop()
    waits, outages = [TryLater(timedelta(seconds=1), "others are first")] * 6, [StorageFailed("lost")] * 3
    troubles, tried = [*waits, *outages, waits[0], outages[0]], []

    async def deed(step: Step) -> None:
        tried.append(works.clock.now())
        if troubles:
            raise troubles.pop(0)
        await works.storage.store.commit([Finish(step)])

    engine = Engine(works.steps, works.storage.store, {"page": deed}, works.clock)
    await works.schedule("page", "a")
    while len(tried) < 12:
        await engine.turn()
        works.clock.advance(seconds=1)
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert pauses == [*[1] * 6, 1, 2, 4, 1, 1]


async def test_what_was_claimed_and_not_heard_of_is_not_waited_for_until_its_lease_runs_out(works):
    works.deeds.held["page"] = asyncio.Event()
    await works.schedule("page", "at work")
    await works.deeds.until(lambda: works.deeds.began == ["at work"])
    works.steps.unheard = 1
    await works.schedule("page", "a", "b")
    await works.deeds.until(lambda: len(works.deeds.began) == 3)
    assert sorted(works.deeds.began) == ["a", "at work", "b"], "what somebody is at is begun once only"


async def test_the_end_waits_for_what_was_begun(works):
    works.deeds.held["page"] = asyncio.Event()
    await works.schedule("page", "a")
    await works.deeds.until(lambda: works.deeds.began)
    ending = asyncio.create_task(works.engine.stop())
    works.deeds.held["page"].set()
    await asyncio.wait_for(ending, WITHIN)
    assert works.deeds.done == ["a"]


async def test_the_end_does_not_wait_for_ever_and_what_was_not_done_is_done_by_the_next(works):
    works.deeds.held["page"] = asyncio.Event()
    await works.schedule("page", "a")
    await works.deeds.until(lambda: works.deeds.began)
    await asyncio.wait_for(works.engine.stop(within=timedelta(milliseconds=10)), WITHIN)
    assert works.deeds.done == []
    await works.storage.steps.release_all()
    [again] = await works.storage.steps.claim("page", START, 10, timedelta(minutes=1))
    assert again.subject == "a"


def test_patience_doubles_up_to_a_minute():
    seconds = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 4, 5, 6, 7, 8, 1000)]
    assert seconds == [1, 2, 4, 8, 16, 32, 60, 60, 60]
