"""What the audit has to do beside recording: sign how far it came, deliver it, forget what was kept long enough."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.assembly.delivering import Delivery
from bot.assembly.houses import Houses
from bot.delivery.audit_places import Bucket, Directory, Place
from bot.http.origin import origin_of
from bot.settings import Settings
from core.clock import Clock
from core.errors import Conflict, Refusal

log = logging.getLogger(__name__)

CLOSED_EVERY = timedelta(hours=1)
DELIVERED_EVERY = timedelta(seconds=5)
COUNTED_EVERY = timedelta(minutes=1)
LAST_DELIVERY_LASTS = timedelta(seconds=2)
"""No longer than this does a stop wait for a place that takes nothing; the next start goes on with it."""


class Auditing:
    """Nothing here is on a page's way: what fails is complained of, and tried again."""

    def __init__(
        self, settings: Settings, houses: Houses, clock: Clock, leads: Callable[[], bool] = lambda: True
    ) -> None:
        """`leads`: whether this is the replica that signs and delivers what all of them have recorded."""
        self._settings, self._houses, self._clock, self._leads = settings, houses, clock, leads
        self._trail = houses.first.storage.trail
        places = places_of(settings)
        self._places = {place.name: place.address for place in places}
        self._deliveries = [
            Delivery(house.storage.cutting, self._trail, places, house.account, settings.region, clock)
            for house in houses.all
        ]

    async def start(self, scheduler: AsyncIOScheduler) -> None:
        """Sign what an earlier process left, and go on from there."""
        await _tried("delivered", self._trail.deliver_to(self._places, self._clock.now()))
        await self.close_hour()
        for job, every in (
            (self.deliver, DELIVERED_EVERY),
            (self.close_hour_and_forget, CLOSED_EVERY),
            (self.tell, COUNTED_EVERY),
        ):
            scheduler.add_job(job, "interval", seconds=every.total_seconds(), coalesce=True)

    async def stop(self) -> None:
        """Sign and deliver the rest, once nothing more is recorded."""
        await self.tell()
        await self.close_hour()
        try:
            async with asyncio.timeout(LAST_DELIVERY_LASTS.total_seconds()):
                await self.deliver()
        except TimeoutError:
            log.warning("The audit's last files could not be delivered in time; the next start does it.")

    async def close_hour_and_forget(self) -> None:
        """Sign, and again until nothing is left that is old: neither a start nor an end waits for that."""
        while await self.close_hour() and self._trail.has_more_to_forget:
            pass

    async def close_hour(self) -> bool:
        """Sign how far the chains have come, and forget a bite of what is older than it has to be kept."""
        await _tried("stored", self._trail.settled())
        if not self._leads():
            await _tried("followed", self._trail.follow())
            return False
        for delivery in self._deliveries:
            await _tried("cut into files", delivery.cut())
        now = self._clock.now()
        closing = self._trail.close_hour(self._settings.region, now, now - self._settings.audit_kept)
        if is_signed := await _tried("signed", _unless_another_has(closing)):
            self._trail.troubles.over("digest")
        else:
            self._trail.troubles.tell("digest", "the last digest is missing")
        return is_signed

    async def deliver(self) -> None:
        """Bring every place up to date."""
        if not self._leads():
            return
        for delivery in self._deliveries:
            await _tried("delivered", delivery.deliver())

    async def tell(self) -> None:
        """Record how many strangers were only counted."""
        for house in self._houses.all:
            await _tried("counted", house.turned_away.tell())

    async def slack_turned_away(self, request: web.Request) -> None:
        """Something came in at Slack's entrance that Slack had not signed."""
        refusal = Refusal("InvalidSignatureException", "")
        turned_away = self._houses.first.turned_away
        await _tried("recorded", turned_away.note(origin_of(request), "slack:Delivery", refusal))


def places_of(settings: Settings) -> Sequence[Place]:
    """Where the settings want it."""
    places: list[Place] = []
    if settings.audit_directory:
        places.append(Directory(settings.audit_directory))
    if settings.audit_bucket:
        places.append(Bucket(settings.audit_bucket, settings.region))
    return places


async def _unless_another_has(closing: Awaitable[object]) -> None:
    """Two replicas may both take themselves for the eldest, for a moment; then the number of a digest is taken."""
    try:
        await closing
    except Conflict:
        log.info("Another replica has signed this hour.")


async def _tried(what: str, work: Awaitable[object]) -> bool:
    """Whether it worked."""
    try:
        await work
        return True
    except Exception as problem:  # its text may quote what is sealed
        log.error("The audit could not be %s: %s. It is tried again.", what, type(problem).__name__)
        return False
