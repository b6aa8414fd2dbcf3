"""Does this machine know what time it is?  Whoever signs, and whoever shares the database, has to agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.checks.finding import Finding, well, wrong

TOLERATED = timedelta(seconds=5)
"""Slack and AWS refuse what is five minutes off; a clock that is kept by NTP is never a second."""


def told_of_skew(whose: str, ahead: timedelta) -> Finding:
    """`ahead`: by how much this machine's clock is, compared with that one."""
    seconds = ahead / timedelta(seconds=1)
    if abs(ahead) <= TOLERATED:
        return well(f"This machine's clock agrees with {whose} (within {abs(seconds):.1f} s).")
    where = "ahead of" if seconds > 0 else "behind"
    return wrong(
        f"This machine's clock is {abs(seconds):.0f} s {where} {whose}: have NTP keep it (`timedatectl set-ntp true`)."
    )


def by_date_header(headers: Mapping[str, str], whose: str, now: datetime) -> Finding | None:
    """By the `Date` of an answer that came just now; None where it has none."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    # It was cut to whole seconds.
    return told_of_skew(whose, now - said - timedelta(milliseconds=500))
