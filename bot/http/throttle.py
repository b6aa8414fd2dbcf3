"""May this user ask again already?  A bucket of tokens for each, filled at a steady rate.

A user's sessions draw on the user's own bucket: their names are free to choose.

Reading and writing draw on buckets of their own: a loop that lists must not keep its owner from resolving an incident.
Whoever has been paged is never told to wait.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Refusal
from core.vocabulary.catalog import Operation

ALWAYS_PASS = frozenset({"ssm-contacts:AcceptPage"})
BURST_LASTS = timedelta(seconds=2)
"""Whoever was silent for so long may make up for it at once."""
MOST_BUCKETS = 10_000
QUOTA = "RequestsPerSecond"


@dataclass(frozen=True, slots=True)
class Rate:
    per_second: float

    @property
    def burst(self) -> float:
        return max(self.per_second * BURST_LASTS.total_seconds(), 1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many requests were left at a moment."""

    tokens: float
    at: datetime


def draw(bucket: Bucket | None, rate: Rate, now: datetime) -> tuple[Bucket, timedelta]:
    """The bucket after one request more, and how long that one has to wait: zero where it may pass."""
    left = rate.burst if bucket is None else filled(bucket, rate, now)
    if left >= 1:
        return Bucket(left - 1, now), timedelta()
    return Bucket(left, now), timedelta(seconds=(1 - left) / rate.per_second)


def filled(bucket: Bucket, rate: Rate, now: datetime) -> float:
    """How many requests are left by now; a clock that was set back takes none away."""
    passed = max((now - bucket.at).total_seconds(), 0.0)
    return min(bucket.tokens + passed * rate.per_second, rate.burst)


class Buckets:
    """Those of this process for one purpose, the ones used last at the end."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()

    def wait(self, key: Hashable, now: datetime) -> timedelta:
        """How long whoever that is has to wait; zero, and one request less, where they may pass."""
        self._buckets[key], wait = draw(self._buckets.get(key), self._rate, now)
        self._buckets.move_to_end(key)
        self._forget_full_ones(now)
        return wait

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget_full_ones(self, now: datetime) -> None:
        """A full bucket says no more than none.  Two a time: memory falls faster than it grows."""
        for _ in range(2):
            key, oldest = next(iter(self._buckets.items()))  # there is always one: that which was drawn on just now
            if filled(oldest, self._rate, now) < self._rate.burst and len(self._buckets) <= MOST_BUCKETS:
                return
            del self._buckets[key]


class Throttle:
    """Of the API; without a rate, nobody has to wait."""

    def __init__(self, rate: Rate | None) -> None:
        self._buckets = Buckets(rate) if rate else None

    def wait(self, user: str, operation: Operation, now: datetime) -> timedelta:
        """How long this user has to wait with this; zero, and one request less, where it may pass."""
        if self._buckets is None or operation.action in ALWAYS_PASS:
            return timedelta()
        return self._buckets.wait((user, operation.read_only), now)

    def __len__(self) -> int:
        return len(self._buckets) if self._buckets else 0


class Throttled(Refusal):
    """AWS's answer to whoever asks too often, with the members that each service gives it."""

    def __init__(self, operation: Operation, wait: timedelta) -> None:
        self.retry_after = max(math.ceil(wait.total_seconds()), 1)
        """Whole seconds, never too few."""
        super().__init__("ThrottlingException", "Rate exceeded", **self._members(operation.service))

    def _members(self, service: str) -> dict[str, object]:
        if service == "ssm-contacts":
            return {"ServiceCode": service, "QuotaCode": QUOTA, "RetryAfterSeconds": self.retry_after}
        return {"serviceCode": service, "quotaCode": QUOTA}
