"""What do the filters of ListIncidentRecords and ListTimelineEvents ask for?

All filters must match, of one filter's values any may.  `after` and `before` are meant strictly, as clients that
check again themselves do; a range is two filters of the same key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from core.errors import Refusal, invalid

if TYPE_CHECKING:
    from core.vocabulary.types import AttributeValueList, Condition, Filter

Kind = Literal["moment", "integers", "strings"]
Value = TypeVar("Value", int, str)


TICK = timedelta(microseconds=1)
"""The finest difference between two moments that is kept."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `first` to `last`, both included."""

    first: datetime | None = None
    last: datetime | None = None


class Filters:
    """The filters of one request, checked against the keys that its operation knows."""

    def __init__(self, filters: Sequence[Filter], keys: Mapping[str, Kind]) -> None:
        self._conditions: dict[str, list[Condition]] = {key: [] for key in keys}
        for one in filters:
            kind = keys.get(one["key"])
            if kind is None:
                raise invalid(f"Filter key '{one['key']}' is not one of: {', '.join(sorted(keys))}.")
            _check(one["key"], kind, one["condition"])
            self._conditions[one["key"]].append(one["condition"])

    def range(self, key: str) -> Range:
        """What lies after the latest `after` and before the earliest `before`."""
        conditions = self._conditions[key]
        after = (condition["after"] for condition in conditions if "after" in condition)
        before = (condition["before"] for condition in conditions if "before" in condition)
        return Range(_next(max(after, default=None)), _previous(min(before, default=None)))

    def strings(self, key: str) -> tuple[str, ...] | None:
        """The values of which one must match; None where any will do."""
        return _common(values.get("stringValues", ()) for values in self._values(key))

    def integers(self, key: str) -> tuple[int, ...] | None:
        """As `strings`, of a number."""
        return _common(values.get("integerValues", ()) for values in self._values(key))

    def _values(self, key: str) -> Iterable[AttributeValueList]:
        return [condition["equals"] for condition in self._conditions[key]]


def _check(key: str, kind: Kind, condition: Condition) -> None:
    expected = {"moment": "after or before", "integers": "equals.integerValues", "strings": "equals.stringValues"}
    match kind, condition:
        case "moment", {"after": _} | {"before": _}:
            return
        case "integers", {"equals": {"integerValues": _, **others}} if not others:
            return
        case "strings", {"equals": {"stringValues": _, **others}} if not others:
            return
    raise _mismatch(key, expected[kind])


def _mismatch(key: str, expected: str) -> Refusal:
    return invalid(f"A filter of key '{key}' takes a condition of {expected}.")


def _common(lists: Iterable[Iterable[Value]]) -> tuple[Value, ...] | None:
    found: tuple[Value, ...] | None = None
    for values in lists:
        found = tuple(dict.fromkeys(value for value in values if found is None or value in found))
    return found


def _next(at: datetime | None) -> datetime | None:
    return at + TICK if at and at < datetime.max.replace(tzinfo=UTC) else at


def _previous(at: datetime | None) -> datetime | None:
    return at - TICK if at and at > datetime.min.replace(tzinfo=UTC) else at
