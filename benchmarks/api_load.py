"""Load as scripts make it: some connections that stay open, each asking again as soon as it has its answer.

Requests are bytes that were made before; a client library in this place would be slower than what it measures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
SILENCE = 30.0
"""Seconds without an answer after which a server counts as dead."""


class WentWrong(Exception):
    """A server did not answer as the measurement needs it."""


@dataclass(slots=True)
class Stretch:
    """What is to be sent for how long, and what came of it."""

    requests: Iterator[bytes]
    ends_at: float
    latencies: list[float] = field(default_factory=list)
    failures: list[bytes] = field(default_factory=list)
    last_body: bytes = b""
    last_answer_at: float = 0.0

    def next_request(self) -> bytes | None:
        """None at the end of the time, or of the requests."""
        return None if time.perf_counter() >= self.ends_at else next(self.requests, None)

    def answered(self, head: bytes, body: bytes, began: float) -> None:
        self.last_answer_at = time.perf_counter()
        self.latencies.append(self.last_answer_at - began)
        self.last_body = body
        if not head.startswith((b"HTTP/1.1 2", b"HTTP/1.0 2")):
            self.failures.append(head + END_OF_HEAD + body)


class Connection(asyncio.Protocol):
    """One client: a request, its answer, the next request; it connects again where the server hangs up."""

    def __init__(self, stretch: Stretch, address: tuple[str, int]) -> None:
        self._stretch, self._address = stretch, address
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._request: bytes | None = stretch.next_request()
        self._began = 0.0
        self._came = b""
        self.done: asyncio.Future[None] = self._loop.create_future()

    async def connect(self) -> None:
        await self._loop.create_connection(lambda: self, *self._address)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, end, body = self._came.partition(END_OF_HEAD)
        if not end or len(body) < _length(head):
            return
        self._came = b""
        self._stretch.answered(head, body, self._began)
        self._request = self._stretch.next_request()
        if not _hangs_up(head):
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if self.done.done():
            return
        if self._came:
            self.done.set_exception(WentWrong(f"hung up in the middle of an answer: {self._came[:300]!r}"))
        elif self._request is None:
            self.done.set_result(None)
        else:
            self._again = self._loop.create_task(self.connect())

    def _send(self) -> None:
        assert self._transport
        if self._request is None:
            self._finish()
        else:
            self._began = time.perf_counter()
            self._transport.write(self._request)

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        if self._transport:
            self._transport.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(LENGTH)
    if at < 0:
        raise WentWrong(f"an answer of unknown length: {head!r}")
    return int(lower[at + len(LENGTH) :].split(b"\r\n", 1)[0])


def _hangs_up(head: bytes) -> bool:
    return head.startswith(b"HTTP/1.0") or b"connection: close" in head.lower()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one stretch of load came to."""

    latencies: Sequence[float]
    lasted: float
    last_body: bytes

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.lasted


async def send(url: str, requests: Iterator[bytes], *, connections: int, seconds: float) -> Outcome:
    """Keep this many connections busy for so long; every answer has to be a good one."""
    where = urlsplit(url)
    assert where.hostname and where.port
    began = time.perf_counter()
    stretch = Stretch(requests, began + seconds)
    clients = [Connection(stretch, (where.hostname, where.port)) for _ in range(connections)]
    await asyncio.gather(*(client.connect() for client in clients))
    await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), seconds + SILENCE)
    if stretch.failures:
        raise WentWrong(f"{len(stretch.failures)} refused, the first: {stretch.failures[0][:1500]!r}")
    if not stretch.latencies:
        raise WentWrong(f"{url} answered nothing within {seconds} s")
    return Outcome(stretch.latencies, stretch.last_answer_at - began, stretch.last_body)
