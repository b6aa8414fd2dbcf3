"""How often did a contact channel ring lately?  What else is for it, once it rang often, comes as one message.

Only this process knows: another one, or the next, may ring it as often once more, and no page hangs on it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from core.engagements.bundles import goes_out_now
from core.engagements.engagement import Page

AT_ONCE = 3
"""So often does a channel ring within a plan's minute before what follows is bundled.

In an ordinary night the second trouble, and what somebody asks because of it, may come half a minute after the first,
and must be heard at once; only where the fourth follows as quickly is it a storm, and would ring for ringing's sake.
"""
NO_INCIDENT = 6
"""The impact of what belongs to no incident, after all that an incident may have."""
REMEMBERED = 10_000


class Rang(NamedTuple):
    at: datetime
    page_arn: str
    impact: int


class Ringing:
    def __init__(self, quiet_for: timedelta = timedelta()) -> None:
        """`quiet_for`: within so long is counted how often a channel rang; zero: nothing ever waits."""
        self.quiet_for = quiet_for
        self._rang: dict[str, tuple[Rang, ...]] = {}
        """What rang by channel, the latest last."""

    def wait_until(self, page: Page, impact: int | None, now: datetime) -> datetime | None:
        """Until when this page has to wait; None where it goes out now, which is counted.

        What is graver than everything that rang lately never waits, nor does a page that is tried once more.
        """
        this = Rang(now, page.arn, impact or NO_INCIDENT)
        rang = self._lately(page.channel_arn, now)
        others = tuple(one for one in rang if one.page_arn != page.arn)
        is_free = len(rang) < AT_ONCE or len(others) < len(rang) or all(this.impact < one.impact for one in rang)
        if not is_free and not goes_out_now(page):
            return rang[-AT_ONCE].at + self.quiet_for
        self._remember(page.channel_arn, (*others, this), now)
        return None

    def take_back(self, page: Page) -> None:
        """It did not ring after all."""
        rang = self._rang.pop(page.channel_arn, ())
        if others := tuple(one for one in rang if one.page_arn != page.arn):
            self._rang[page.channel_arn] = others

    def _lately(self, channel_arn: str, now: datetime) -> tuple[Rang, ...]:
        return tuple(one for one in self._rang.get(channel_arn, ()) if now < one.at + self.quiet_for)

    def _remember(self, channel_arn: str, rang: tuple[Rang, ...], now: datetime) -> None:
        if len(self._rang) >= REMEMBERED:
            self._rang = {one: lately for one in self._rang if (lately := self._lately(one, now))}
        if len(self._rang) < REMEMBERED or channel_arn in self._rang:
            self._rang[channel_arn] = rang
