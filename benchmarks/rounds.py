"""What was measured, and what of it is reported: ratios within a round, and the median of the rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load import Outcome
from benchmarks.machine import WORST_SHARE


@dataclass(frozen=True, slots=True)
class Measured:
    """One stretch of load."""

    cost: float
    """Seconds of processor time for each delivery."""
    acknowledgements: Sequence[float]
    answers: Sequence[float]
    lost: int
    refused: int
    others: float
    """The share of the processors' time that somebody else used meanwhile."""

    @classmethod
    def of(cls, outcome: Outcome, spent: float, others: float) -> Measured:
        cost = spent / len(outcome.sent)
        return cls(cost, outcome.acknowledgements, outcome.answers, outcome.lost, outcome.refused, others)


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure of each round, as its median and its extremes."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        return cls(median(figures), min(figures), max(figures))


@dataclass(slots=True)
class Rounds:
    """Everything that was measured, by what was sent and how fast, in the order of the rounds."""

    kept: dict[tuple[str, int], list[Measured]] = field(default_factory=lambda: defaultdict(list))

    @property
    def lost(self) -> int:
        return sum(one.lost for series in self.kept.values() for one in series)

    @property
    def refused(self) -> int:
        return sum(one.refused for series in self.kept.values() for one in series)

    @property
    def disturbed(self) -> tuple[int, int]:
        """How many stretches others disturbed, of how many."""
        all_of_them = [one for series in self.kept.values() for one in series]
        return sum(one.others > WORST_SHARE for one in all_of_them), len(all_of_them)

    def cost(self, name: str, rate: int) -> Spread:
        """Milliseconds of processor time."""
        return Spread.of([one.cost * 1e3 for one in self.kept[name, rate]])

    def ratio(self, name: str, to: str, rate: int) -> Spread:
        """The cost of one by that of another in the same round."""
        pairs = zip(self.kept[name, rate], self.kept[to, rate], strict=True)
        return Spread.of([one.cost / other.cost for one, other in pairs])

    def answers(self, name: str, rate: int, share: float) -> Spread:
        """Milliseconds within which this share of the answers had arrived."""
        return Spread.of([percentile(one.answers, share) * 1e3 for one in self.kept[name, rate]])

    def acknowledgements(self, name: str, rate: int, share: float) -> Spread:
        """Milliseconds within which this share of the deliveries had got its 200."""
        return Spread.of([percentile(one.acknowledgements, share) * 1e3 for one in self.kept[name, rate]])


def percentile(figures: Sequence[float], share: float) -> float:
    """The smallest figure that at least this share of them does not exceed."""
    ordered = sorted(figures)
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)] if ordered else float("nan")
