"""Instants and durations as integers and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""A day from where Python's calendar ends, so that every zone can tell them."""


def from_datetime(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def to_datetime(microseconds: int) -> datetime:
    """The instant again, in UTC.  A damaged one is the nearest that there is: one row must not stop all others."""
    try:
        return min(max(EPOCH + timedelta(microseconds=microseconds), EARLIEST), LATEST)
    except (OverflowError, TypeError, ValueError):  # SQLite keeps a text in a column of numbers, too
        return EARLIEST if isinstance(microseconds, int | float) and microseconds < 0 else LATEST


def from_timedelta(duration: timedelta) -> int:
    """Its length in microseconds."""
    return duration // MICROSECOND


def to_timedelta(microseconds: int) -> timedelta:
    """The duration again."""
    return timedelta(microseconds=microseconds)
