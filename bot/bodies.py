"""May this body still be read?  It has a size and a time, and with all others a share of the memory.

A body is read before anybody has proven who they are, since the signature is over it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

SMALL = 16 * 1024
"""In bytes.  What is no larger is always read: pages are answered and Slack is heard also while somebody floods."""
MOST = 32 * 1024 * 1024
"""In bytes, of all larger bodies that are in the memory at a time."""
MOST_OF_ONE = MOST // 4
"""Of those that come from one address, so that it does not take the place of all others."""
WITHIN = timedelta(seconds=20)
"""So long may a body take to arrive."""
RETRY_AFTER = "5"
"""Seconds, for whoever finds no room."""


class Unread(Exception):
    """A body was not read to its end; the status says why, as HTTP means it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        """When to come again, where that may help."""
        return {"Retry-After": RETRY_AFTER} if self.status == 503 else {}


def _peer(request: web.Request) -> str:
    return request.remote or ""


@dataclass(slots=True)
class Bodies:
    """Those that are in the memory now, by the address that they come from."""

    within: timedelta = WITHIN
    most: int = MOST
    most_of_one: int = MOST_OF_ONE
    address_of: Callable[[web.Request], str] = _peer
    _held: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def of(self, request: web.Request, largest: int) -> AsyncIterator[bytes]:
        """The bytes as they were sent, for as long as they are needed; `Unread` as soon as they are not to be had."""
        room = _Room(self, self.address_of(request))
        try:
            yield await self._read(request, largest, room)
        finally:
            room.leave()

    async def _read(self, request: web.Request, largest: int, room: _Room) -> bytes:
        if (request.content_length or 0) > largest:
            raise Unread(413)
        raw = bytearray()
        try:
            if request.content.is_eof():  # it came with the head
                raw += request.content.read_nowait()
                room.take(len(raw))
                return bytes(raw)
            async with asyncio.timeout(self.within.total_seconds()):
                async for chunk in request.content.iter_any():
                    raw += chunk
                    if len(raw) > largest:
                        raise Unread(413)
                    room.take(len(raw))
        except TimeoutError:
            raise Unread(408) from None
        except (web.RequestPayloadError, ConnectionError):
            raise Unread(400) from None
        return bytes(raw)

    @property
    def size(self) -> int:
        """Of all larger ones, in bytes."""
        return self._held.total()

    def take(self, address: str, more: int) -> bool:
        """Whether there is room for so many bytes more from there; if so, it is taken."""
        if self.size + more > self.most or self._held[address] + more > self.most_of_one:
            return False
        self._held[address] += more
        return True

    def leave(self, address: str, size: int) -> None:
        """These bytes are not in the memory any more."""
        self._held[address] -= size
        if not self._held[address]:
            del self._held[address]


@dataclass(slots=True)
class _Room:
    """What one body takes of the memory."""

    bodies: Bodies
    address: str
    size: int = 0

    def take(self, size: int) -> None:
        if size <= SMALL:
            return
        if not self.bodies.take(self.address, size - self.size):
            raise Unread(503)
        self.size = size

    def leave(self) -> None:
        if self.size:
            self.bodies.leave(self.address, self.size)
