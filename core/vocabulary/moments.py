"""Which moment is meant by `2023-03-31 T20:30`, `1680294600`, `now` or `-15m`?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

EXPECTED = "a time such as 2026-01-31T20:30:00Z, 1769891400, now, -15m or +2h"

_LONGEST = 80
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = r"\d{1,9}(?:\.\d{1,6})?\s*(?:weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_SPAN = rf"{_PART}(?:\s*{_PART}){{0,4}}"
_SHIFTED = re.compile(rf"(?:now\s*)?(?P<sign>[-+−–])\s*(?P<span>{_SPAN})", re.I)
_AGO = re.compile(rf"(?P<span>{_SPAN})\s+ago", re.I)
_AHEAD = re.compile(rf"in\s+(?P<span>{_SPAN})", re.I)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}")
_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d|\d{8})"
    r"(?:(?:\s*T\s*|\s+)(?P<time>\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?|\d{4}(?:\d\d(?:[.,]\d{1,9})?)?|\d\d))?"
    r"\s*(?P<zone>Z|UTC|GMT|[-+−–]\d\d(?::?\d\d)?)?",
    re.I | re.A,
)


def moment(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """The aware UTC datetime that is meant, or None; a time without a zone is in `zone`."""
    words = text.strip()
    if len(words) > _LONGEST:
        return None
    if words.lower() == "now":
        return now
    try:
        return _relative(words, now) or _epoch(words) or _iso(words, zone)
    except (ValueError, OverflowError):  # such as 31 February, or the year 10000
        return None


def from_epoch(seconds: float) -> datetime | None:
    """The moment that many seconds after 1970 began, as the AWS wire spells times."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def spelled(at: datetime) -> str:
    """The spelling of a moment in a command: ISO 8601 in UTC, no longer than it must be."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _relative(words: str, now: datetime) -> datetime | None:
    if found := _SHIFTED.fullmatch(words):
        return now + _span(found["span"]) if found["sign"] == "+" else now - _span(found["span"])
    if found := _AGO.fullmatch(words):
        return now - _span(found["span"])
    if found := _AHEAD.fullmatch(words):
        return now + _span(found["span"])
    return None


def _span(words: str) -> timedelta:
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z])", words.lower())
    return sum((timedelta(**{_UNITS[unit]: float(number)}) for number, unit in parts), timedelta())


def _epoch(words: str) -> datetime | None:
    if not _EPOCH.fullmatch(words) or not words.isascii():
        return None
    in_milliseconds = len(words.partition(".")[0]) > 10
    return from_epoch(int(words) / 1000 if in_milliseconds else float(words))


def _iso(words: str, otherwise: tzinfo) -> datetime | None:
    found = _ISO.fullmatch(words)
    if not found:
        return None
    time = found["time"] or "00:00"
    time = f"0{time}" if time[1:2] == ":" else time.replace(",", ".")
    zone = re.sub("[−–]", "-", found["zone"] or "").upper()
    zone = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    # `fromisoformat` wants date and time both with or both without separators.
    date = found["date"] if "-" in found["date"] else _dashed(found["date"])
    clock = time if ":" in time else ":".join(re.findall(r"\d\d(?:\.\d+)?", time))
    zone = zone if ":" in zone or len(zone) in (0, 3) else f"{zone[:3]}:{zone[3:]}"
    told = datetime.fromisoformat(f"{date}T{clock}{zone}")
    return (told if told.tzinfo else told.replace(tzinfo=otherwise)).astimezone(UTC)


def _dashed(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}"
