"""What became of everything that was to be moved: counts by kind, and a line for each difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.moving.resource import Outcome

RESULTS = ("created", "changed", "same", "cannot")
ALWAYS_LEFT = (
    "Not carried over, from wherever it comes: engagements, pages and their receipts, which end where they began; "
    "open incidents page nobody again."
)


@dataclass(slots=True)
class Report:
    dry_run: bool = False
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count these, and keep what is worth a line."""
        for one in outcomes:
            self.counts.setdefault(one.kind, Counter())[one.result] += 1
            if one.result in ("changed", "cannot"):
                self.lines.append(f"{one.result:<8} {' '.join(filter(None, (one.kind, one.arn)))}: {one.detail}")

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
            yield f"{kind:<20}" + "".join(f"{counted[result]:>10}" for result in RESULTS)
        if not self.counts:
            yield "There was nothing to carry over."
        if self.lines:
            yield ""
            yield from self.lines
        yield ""
        yield ALWAYS_LEFT
