"""Delivers the audit of an account: what one place does not take is tried again, and holds up nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.delivery.audit_places import Place
from core.audit import names
from core.clock import Clock
from storage.audit.cutting import Cutting
from storage.audit.trail import Trail
from storage.room import is_full


class Delivery:
    """Of one account."""

    def __init__(
        self, cutting: Cutting, trail: Trail, places: Sequence[Place], account: str, region: str, clock: Clock
    ) -> None:
        self._cutting, self._trail, self._places = cutting, trail, places
        self._account, self._region, self._clock = account, region, clock
        self._told: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    async def cut(self) -> None:
        """Make files of what was recorded, for the next digest to vouch for."""
        if self._places:
            async with self._one_at_a_time:
                await self._cutting.cut(self._region, self._clock.now(), self._trail.head)

    async def deliver(self) -> None:
        """Bring every place up to date.  Never raises for a place: whoever runs this has other things to do."""
        await self.cut()
        async with self._one_at_a_time:
            await asyncio.gather(*(self._to(place) for place in self._places))

    async def _to(self, place: Place) -> None:
        try:
            if place.name not in self._told:
                await place.put(names.public_key(self._account), self._trail.public_key.encode())
                self._told.add(place.name)
            while parcels := await self._cutting.undelivered(place.name):
                for parcel in parcels:
                    await place.put(parcel.name, parcel.content)
                    await self._cutting.delivered(parcel, place.name, self._clock.now())
                    if parcel.is_damaged:
                        self._trail.tell_damaged(parcel.name)
        except Exception as problem:  # whatever it is, the next round tries again
            self._complain(place, problem)
        else:
            self._trail.troubles.over(self._about(place))

    def _complain(self, place: Place, problem: Exception) -> None:
        """Once for each reason, and not every few seconds."""
        why = f"nothing can be delivered to the {place.name}"
        if isinstance(problem, OSError) and is_full(problem, Path()):
            why += ", whose disk is full: make room there"
        reason = f"{type(problem).__name__}: {problem}".rstrip(". ")
        in_full = f"{why}: {reason}. It is tried again until it works; nothing is lost"
        self._trail.troubles.tell(self._about(place), why, in_full)

    def _about(self, place: Place) -> str:
        return f"{place.name} of {self._account}"
