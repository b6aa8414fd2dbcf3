"""What became of everything that was to be moved: counts by kind, and a line for each difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.moving.plain import plain
from core.moving.resource import Outcome

RESULTS = ("created", "changed", "same", "cannot")
SEVERITY = ("same", "created", "changed", "cannot")
ONE_TROUBLE = re.compile(
    r"(?P<operation>[a-z-]+:[A-Za-z]+) was not answered: (?P<code>\w+)"
    r"|^there is no replication set here|^it is of the Region [a-z0-9-]+|^it belongs to the account [0-9]+"
)
"""What has one cause, however many it stops: to tell of each would fill pages."""
ALWAYS_LEFT = (
    "Not carried over, from wherever it comes: engagements, pages and their receipts, which end where they began; "
    "open incidents page nobody again."
)


@dataclass(slots=True)
class Report:
    dry_run: bool = False
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    results: dict[tuple[str, str], str] = field(default_factory=dict)
    """By kind and ARN."""
    differences: list[str] = field(default_factory=list)
    alike: dict[tuple[str, ...], list[Outcome]] = field(default_factory=dict)
    """By kind and trouble."""

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count these, and keep what is worth a line."""
        for one in outcomes:
            self._count(one)
            if trouble := ONE_TROUBLE.search(one.detail):
                self.alike.setdefault((one.kind, trouble["operation"] or trouble[0], trouble["code"]), []).append(one)
            elif one.detail:
                self.differences.append(_line(one))

    def _count(self, one: Outcome) -> None:
        """Each thing once, however often it is told of: by the worst that became of it."""
        before = self.results.get((one.kind, one.arn))
        if before and SEVERITY.index(one.result) <= SEVERITY.index(before):
            return
        self.results[one.kind, one.arn] = one.result
        counted = self.counts.setdefault(one.kind, Counter())
        counted.update([one.result])
        if before:
            counted.subtract([before])
            self.counts[one.kind] = +counted  # without a zero

    @property
    def lines(self) -> list[str]:
        """A line for each difference, as it was told."""
        return [*self.differences, *map(_together, self.alike.values())]

    @property
    def left_behind(self) -> bool:
        """Whether something could not be carried over."""
        return any(counted["cannot"] for counted in self.counts.values())

    def text(self) -> Iterator[str]:
        """The report, line by line."""
        if self.dry_run:
            yield "Nothing was changed: this is what would become of it (--dry-run)."
        yield f"{'':<20}" + "".join(f"{result:>10}" for result in RESULTS)
        for kind, counted in self.counts.items():
            yield f"{plain(kind):<20}" + "".join(f"{counted[result]:>10}" for result in RESULTS)
        if not self.counts:
            yield "There was nothing to carry over."
        if self.lines:
            yield ""
            yield from map(plain, self.lines)
        yield ""
        yield ALWAYS_LEFT


def _line(one: Outcome, more: str = "") -> str:
    return f"{one.result:<8} {' '.join(filter(None, (one.kind, one.arn)))}{more}: {one.detail}"


def _together(alike: list[Outcome]) -> str:
    first, others = alike[0], len(alike) - 1
    return _line(first, f" and {others} more" if others else "")
