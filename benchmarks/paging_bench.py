"""What every scenario of paging is given: how long it may last, where its figures go, and a quiet moment."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.alarm_load import Outcome
from benchmarks.machine import WORST_SHARE, Others, quiet
from benchmarks.paging_report import Figure
from benchmarks.rounds import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    seconds: float
    """How long a stretch of load lasts."""
    rounds: int
    patience: float
    """Seconds that a stretch waits for a quiet machine."""
    large: bool
    """A million of everything."""


@dataclass(slots=True)
class Bench:
    wishes: Wishes
    figures: list[Figure] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    limits: dict[str, str] = field(default_factory=dict)
    """What the limits came to, in words, by name."""
    manages: dict[str, float] = field(default_factory=dict)
    """Pages a second, by database."""
    disturbed: int = 0
    stretches: int = 0

    async def quiet(self) -> None:
        """Wait until nobody disturbs any more, but not for ever."""
        gc.collect()
        gc.disable()  # the driver's own look for garbage, of a tenth of a second, would count as a late page
        await quiet(self.wishes.patience)

    @contextmanager
    def stretch(self, ours: Callable[[], float]) -> Iterator[None]:
        """See whether others work meanwhile; `ours` is what the measured have worked."""
        others = Others(ours)
        yield
        self.stretches += 1
        self.disturbed += others.share() > WORST_SHARE

    def count(self, scenario: str, outcome: Outcome) -> None:
        """Note what it lost."""
        self.lost[scenario] += len(outcome.lost)

    def tell(self, figure: Figure) -> None:
        """Keep it for the report, and say it at once."""
        self.figures.append(figure)
        said = {True: "met", False: "MISSED", None: ""}[figure.met]
        print(f"{figure.name}: {figure.reached}  (aim {figure.aim or '-'}; {figure.limit or '-'}) {said}",
              file=sys.stderr, flush=True)  # fmt: skip

    def at_most(self, name: str, figures: Sequence[float], aim: float | None, unit: str, *, limit: str = "") -> None:
        """Of each round one, of which the median counts; less is better."""
        spread = Spread.of(figures)
        met = None if aim is None else spread.middle <= aim
        wanted = "" if aim is None else f"{aim:g} {unit}"
        self.tell(Figure(name=name, reached=text(spread, unit), aim=wanted, limit=limit, met=met))

    def at_least(self, name: str, figures: Sequence[float], aim: float, unit: str, *, limit: str = "") -> None:
        """The same; more is better."""
        spread = Spread.of(figures)
        wanted = f"{aim:g} {unit}"
        self.tell(Figure(name=name, reached=text(spread, unit), aim=wanted, limit=limit, met=spread.middle >= aim))


def text(spread: Spread, unit: str) -> str:
    """The median, and from where to where."""
    return f"{spread.middle:.4g} ({spread.least:.4g} to {spread.most:.4g}) {unit}"
