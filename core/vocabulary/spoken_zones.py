"""In whose time is `friday 18:00 UTC+5` or `9:00 Europe/Berlin` meant?  Read from what stands behind the time."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

NOT_GUESSED = {"EST", "HST", "MST", "Factory", "localtime"}
"""They know no summer, whose people may mean theirs nevertheless; and no zones at all."""
FARTHEST = timedelta(hours=14)

_UTC = re.compile(r"(.*?)(?:\s+|(?<=\d))(?:utc|gmt|z)", re.S)
_OFFSET = re.compile(r"(.*?)\s*(?:(?:utc|gmt)\s*|(?=.\d\d))([+\-−–])(\d\d?)(?::?(\d\d))?", re.S)


class Zoned(NamedTuple):
    time: str
    zone: tzinfo


def zoned(words: str) -> Zoned | None:
    """The words before the zone, and the zone; None where they end with none."""
    if found := _UTC.fullmatch(words):
        return Zoned(found[1], ZoneInfo("UTC"))
    if found := _OFFSET.fullmatch(words):
        return _shifted(*found.groups(default="0"))
    time, _, name = words.rpartition(" ")
    zone = _zones().get(name) if time else None
    return Zoned(time, ZoneInfo(zone)) if zone else None


def _shifted(time: str, sign: str, hours: str, minutes: str) -> Zoned | None:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if not time or offset > FARTHEST:
        return None
    return Zoned(time, timezone(offset if sign == "+" else -offset))


@cache
def _zones() -> dict[str, str]:
    """The IANA names by what is typed."""
    return {name.lower(): name for name in available_timezones() - NOT_GUESSED}
