"""How the load of people looks in columns that fit a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from unicodedata import combining, east_asian_width

from core.outlook.fairness import Fairness, Overload
from core.outlook.roster import Roster

HOUR = timedelta(hours=1)
NAME = 11
HEAD = ("", "hours", "nights", "row", "we", "mean")
WIDTHS = (NAME, 5, 6, 4, 2, 5)
LEGEND = (
    "row: the longest row of nights without one off; we: weekends; mean: hours against everybody's mean. A night "
    "counts for whoever has half of 22:00-06:00. ! is too much: more than 7 nights in a row, or more than 1.5 times "
    "the mean and a whole turn above it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    hours: int
    nights: int
    nights_in_row: int
    weekends: int
    of_mean: float
    overloads: Sequence[Overload]


def rows_of(fairness: Fairness, roster: Roster) -> list[Row]:
    """A row for everybody."""
    return [
        Row(
            name=roster.name_of(load.contact_arn),
            hours=round(load.on_call / HOUR),
            nights=load.nights,
            nights_in_row=load.nights_in_row,
            weekends=load.weekends,
            of_mean=round(load.of_mean, 2),
            overloads=load.overloads,
        )
        for load in fairness.loads
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """Lines of the same width, the head first."""
    return [_line(HEAD), *(_line(_cells(row)) for row in rows)]


def _cells(row: Row) -> tuple[str, ...]:
    too_many, too_much = ("!" if overload in row.overloads else " " for overload in ("nights", "hours"))
    counts = (str(row.hours), str(row.nights), f"{row.nights_in_row}{too_many}", str(row.weekends))
    return (row.name, *counts, f"{row.of_mean:.1f}{too_much}")


def _line(cells: Sequence[str]) -> str:
    name, *numbers = cells
    right = [cell.rjust(width) for cell, width in zip(numbers, WIDTHS[1:], strict=True)]
    return " ".join([_fitted(name), *right]).rstrip()


def _fitted(name: str) -> str:
    """As many columns as there are for a name."""
    kept = " ".join(name.split())
    if _width(kept) > NAME:
        while _width(kept) > NAME - 1:
            kept = kept[:-1]
        kept += "…"
    return kept + " " * (NAME - _width(kept))


def _width(text: str) -> int:
    """In columns: signs of the East take two, and accents none."""
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)
