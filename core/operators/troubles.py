"""Which troubles are there, and which of them are news to the operators?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WELL_FOR = timedelta(minutes=5)
"""So long has a trouble to stay away before it is called over: one that comes and goes is told once."""
REMINDED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    what: str
    since: datetime
    told_at: datetime
    well_since: datetime | None = None


class Troubles:
    """Of one process; what it forgets when it ends, the next one notices by itself."""

    def __init__(self) -> None:
        self._present: dict[str, Trouble] = {}

    def told(self, about: str, what: str, now: datetime) -> bool:
        """Note it; whether it is news."""
        known = self._present.get(about)
        if known and known.what == what:
            self._present[about] = replace(known, well_since=None)
            return False
        self._present[about] = Trouble(what=what, since=known.since if known else now, told_at=now)
        return True

    def well(self, about: str, now: datetime) -> None:
        """It is not there at the moment; `due` says when that counts."""
        known = self._present.get(about)
        if known and known.well_since is None:
            self._present[about] = replace(known, well_since=now)

    def due(self, now: datetime) -> list[str]:
        """What time alone has made news: what is over for good, and what is still not."""
        news = []
        for about, trouble in list(self._present.items()):
            if trouble.well_since is not None:
                if now - trouble.well_since >= WELL_FOR:
                    del self._present[about]
                    lasted = _lasted(trouble.well_since - trouble.since)
                    news.append(f"Over: {_without_advice(trouble.what)} It lasted {lasted}.")
            elif now - trouble.told_at >= REMINDED_EVERY:
                self._present[about] = replace(trouble, told_at=now)
                news.append(f"Still, after {_lasted(now - trouble.since)}: {trouble.what}")
        return news

    @property
    def present(self) -> tuple[str, ...]:
        """What is wrong at the moment."""
        return tuple(one.what for one in self._present.values() if one.well_since is None)


def _without_advice(what: str) -> str:
    """What was wrong is its first sentence; there is nothing to do any more."""
    return what.partition(". ")[0].rstrip(".") + "."


def _lasted(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
