"""Lists: conditions, an order, and where the last page ended; each combination becomes SQL text once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, false, select, tuple_

from core.listing import Cursor
from storage.moments import from_datetime
from storage.shelf import Shelf
from storage.statements import Compiled, compiled

Operator = Literal["is", "in", "from", "to", "below", "null"]
Shape = tuple[tuple[str, Operator, int], ...]

BEYOND_ANY_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Order:
    """By these columns, which name a row uniquely; an index has them in the same order."""

    columns: tuple[str, ...]
    newest_first: bool = False


@dataclass(slots=True)
class Conditions:
    """What must hold; a condition whose value is None is none."""

    shape: list[tuple[str, Operator, int]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def equal(self, column: str, value: str | int | bytes | None) -> Conditions:
        """The column has this value."""
        return self._add(column, "is", () if value is None else (value,))

    def any_of(self, column: str, values: Sequence[str | int | bytes] | None) -> Conditions:
        """The column has one of these values; none at all match nothing."""
        return self if values is None else self._add(column, "in", tuple(values), even_without=True)

    def between(self, column: str, first: datetime | None, last: datetime | None) -> Conditions:
        """The instant lies between the two, both included."""
        self._add(column, "from", () if first is None else (from_datetime(first),))
        return self._add(column, "to", () if last is None else (from_datetime(last),))

    def starts_with(self, column: str, prefix: str) -> Conditions:
        """The text begins with `prefix`, by a range that an index can walk."""
        if prefix:
            self._add(column, "from", (prefix,))._add(column, "below", (prefix + BEYOND_ANY_LETTER,))
        return self

    def missing(self, column: str) -> Conditions:
        """The column has no value."""
        return self._add(column, "null", (), even_without=True)

    def _add(self, column: str, operator: Operator, values: Sequence[Any], *, even_without: bool = False) -> Conditions:
        if values or even_without:
            self.shape.append((column, operator, len(values)))
            self.values.update({_name(column, operator, at): value for at, value in enumerate(values)})
        return self

    def parameters(self, order: Order, limit: int, after: Cursor | None) -> dict[str, Any]:
        """The values that the query's text names."""
        behind = {f"after_{name}": value for name, value in zip(order.columns, after or (), strict=after is not None)}
        return {**self.values, **behind, "at_most": limit}


@lru_cache(maxsize=512)
def query(shelf: Shelf[Any], shape: Shape, order: Order, *, continued: bool) -> Compiled:
    """The text for these conditions in this order, continued behind a cursor or from the start."""
    columns = [shelf.table.c[name] for name in order.columns]
    wanted = select(shelf.table).where(shelf.of_tenant, *(_condition(shelf, *one) for one in shape))
    if continued:
        here, cursor = tuple_(*columns), tuple_(*(bindparam(f"after_{name}") for name in order.columns))
        wanted = wanted.where(here < cursor if order.newest_first else here > cursor)
    wanted = wanted.order_by(*(column.desc() if order.newest_first else column for column in columns))
    return compiled(wanted.limit(bindparam("at_most")))


def _condition(shelf: Shelf[Any], name: str, operator: Operator, count: int) -> ColumnElement[bool]:
    column = shelf.table.c[name]
    values = [bindparam(_name(name, operator, at), type_=column.type) for at in range(count)]
    match operator:
        case "is":
            return column == values[0]
        case "in":
            return column.in_(values) if values else false()
        case "from":
            return column >= values[0]
        case "to":
            return column <= values[0]
        case "below":
            return column < values[0]
        case "null":
            return column.is_(None)


def _name(column: str, operator: Operator, at: int) -> str:
    return f"{operator}_{column}_{at}"
