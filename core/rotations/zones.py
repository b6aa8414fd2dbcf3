"""Which time zones are there, and which was probably meant?"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

WITHOUT_A_PLACE = {"EST", "HST", "MST", "Factory", "localtime"}
"""In the database for old times' sake: designators that know no daylight saving time, and no zones at all."""


@cache
def known_zones() -> frozenset[str]:
    """The IANA names that a rotation can have."""
    return frozenset(available_timezones() - WITHOUT_A_PLACE)


def nearest(name: str) -> list[str]:
    """Zones whose name, or whose town's name, looks like this one; a designator such as PST tells of no place."""
    if name.isupper():
        return []
    full = {zone.casefold(): zone for zone in sorted(known_zones())}
    towns = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(known_zones())}
    wanted = name.strip().casefold().replace(" ", "_")
    found = [by[word] for by in (full, towns) for word in get_close_matches(wanted, by, 2, 0.7)]
    return list(dict.fromkeys(found))
