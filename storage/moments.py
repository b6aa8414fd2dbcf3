"""Instants and durations as integers and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def from_datetime(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def to_datetime(microseconds: int) -> datetime:
    """The instant again, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def from_timedelta(duration: timedelta) -> int:
    """Its length in microseconds."""
    return duration // MICROSECOND


def to_timedelta(microseconds: int) -> timedelta:
    """The duration again."""
    return timedelta(microseconds=microseconds)
