"""Load as Slack makes it: signed deliveries at a steady rate, on time whether or not the earlier ones were answered.

Every latency counts from the moment at which a delivery should have been sent, so that a queue cannot hide.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp

from benchmarks.slack_end import SlackEnd
from tests.slack.deliveries import Delivery

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
LEAD = 0.05
ANSWERED_WITHIN = 20.0


@dataclass(slots=True)
class Sent:
    """One delivery on its way; times are of the performance counter."""

    key: str
    """What its answer is known by."""
    scheduled_at: float
    acknowledged_at: float | None = None
    answered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one stretch of load."""

    sent: Sequence[Sent]
    awaited: bool

    @property
    def acknowledgements(self) -> list[float]:
        """Seconds until each 200."""
        return [one.acknowledged_at - one.scheduled_at for one in self.sent if one.acknowledged_at is not None]

    @property
    def answers(self) -> list[float]:
        """Seconds until each answer had arrived at Slack."""
        return [one.answered_at - one.scheduled_at for one in self.sent if one.answered_at is not None]

    @property
    def refused(self) -> int:
        """How many got something else than a 200."""
        return sum(one.acknowledged_at is None for one in self.sent)

    @property
    def lost(self) -> int:
        """How many Slack was told `got it` about, and then nothing came."""
        return sum(one.acknowledged_at is not None and one.answered_at is None for one in self.sent if self.awaited)


AnsweredAt = Callable[[str], float | None]
Keyed = tuple[str, Delivery]


@dataclass(frozen=True, slots=True)
class Load:
    """Deliveries, how many of them a second, and what counts as the answer to one."""

    deliveries: Sequence[Keyed]
    rate: float
    answered_at: AnsweredAt | None = None
    """None where nothing is to come but the 200."""


async def send(http: aiohttp.ClientSession, url: str, load: Load, slack: SlackEnd) -> Outcome:
    """Send all of it on time, and wait until each acknowledged delivery is answered or given up."""
    requests = [(key, one.body(), one.headers(SECRET)) for key, one in load.deliveries]
    begin = time.perf_counter() + LEAD
    sent = [Sent(key, begin + number / load.rate) for number, (key, _, _) in enumerate(requests)]
    async with asyncio.TaskGroup() as group:
        for one, (_, body, headers) in zip(sent, requests, strict=True):
            await _until(one.scheduled_at)
            group.create_task(_deliver(http, url, body, headers, one))
    if load.answered_at:
        await _answers(sent, load.answered_at, slack)
    return Outcome(sent, awaited=load.answered_at is not None)


async def _until(moment: float) -> None:
    """The loop's timers are late by up to a millisecond, so the last two are spent looking at the clock."""
    if (early := moment - time.perf_counter() - 0.002) > 0:
        await asyncio.sleep(early)
    while time.perf_counter() < moment:  # noqa: ASYNC110 -- time is not an event
        await asyncio.sleep(0)


async def _answers(sent: Sequence[Sent], answered_at: AnsweredAt, slack: SlackEnd) -> None:
    missing = {one.key for one in sent if one.acknowledged_at is not None}

    def all_are_there() -> bool:
        while missing and answered_at(key := next(iter(missing))) is not None:
            missing.remove(key)
        return not missing

    await slack.until(all_are_there, ANSWERED_WITHIN)
    for one in sent:
        one.answered_at = answered_at(one.key)


async def _deliver(http: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str], sent: Sent) -> None:
    async with http.post(url, data=body, headers=headers) as response:
        await response.read()
        if response.status == 200:
            sent.acknowledged_at = time.perf_counter()
