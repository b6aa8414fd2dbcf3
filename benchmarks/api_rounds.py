"""What was measured of calls: how many a second, how late the slowest, how much processor time, beside the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.machine import WORST_SHARE
from benchmarks.rounds import Spread, percentile

Key = tuple[str, str]
"""What was asked, and of whom."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One stretch of load."""

    rate: float
    """Answers a second."""
    p99: float
    """Seconds."""
    cost: float
    """Seconds of the server's processor time for each answer."""
    busy: float
    """The share of its processor that the server had: far below 1, and somebody else was the bottleneck."""
    others: float
    """The share of the processors' time that somebody else used meanwhile."""

    @classmethod
    def of(cls, latencies: Sequence[float], lasted: float, spent: float, others: float) -> Measured:
        number = len(latencies)
        return cls(number / lasted, percentile(latencies, 0.99), spent / number, spent / lasted, others)


@dataclass(slots=True)
class Calls:
    """Everything that was measured, in the order of the rounds."""

    kept: dict[Key, list[Measured]] = field(default_factory=lambda: defaultdict(list))

    def has(self, what: str, whom: str) -> bool:
        return (what, whom) in self.kept

    def rate(self, what: str, whom: str) -> Spread:
        return Spread.of([one.rate for one in self.kept[what, whom]])

    def p99(self, what: str, whom: str) -> Spread:
        """Milliseconds."""
        return Spread.of([one.p99 * 1e3 for one in self.kept[what, whom]])

    def cost(self, what: str, whom: str) -> Spread:
        """Milliseconds."""
        return Spread.of([one.cost * 1e3 for one in self.kept[what, whom]])

    def rates_ratio(self, what: str, whom: str, to: str) -> Spread:
        """How many times as many answers a second as the other one gave in the same round."""
        pairs = zip(self.kept[what, whom], self.kept[what, to], strict=True)
        return Spread.of([one.rate / other.rate for one, other in pairs])

    def costs_ratio(self, what: str, whom: str, to: str) -> Spread:
        """How many times the processor time of the other one in the same round."""
        pairs = zip(self.kept[what, whom], self.kept[what, to], strict=True)
        return Spread.of([one.cost / other.cost for one, other in pairs])

    @property
    def starved(self) -> int:
        """In how many stretches the server had less than nine tenths of its processor."""
        return sum(one.busy < 0.9 for series in self.kept.values() for one in series)

    @property
    def disturbed(self) -> tuple[int, int]:
        """How many stretches others disturbed, of how many."""
        all_of_them = [one for series in self.kept.values() for one in series]
        return sum(one.others > WORST_SHARE for one in all_of_them), len(all_of_them)
