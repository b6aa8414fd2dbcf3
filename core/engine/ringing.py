"""How often did a contact channel ring lately?  What else is for it, once it rang often, comes as one message.

Only this process knows: another one, or the next, may ring it as often once more, and no page hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

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
    counts: bool = True
    """Not where it was let through for being graver: nothing else waits for its sake."""
    is_out: bool = False
    """Until then it is on its way, and may yet not ring."""


class Channel(NamedTuple):
    rang: tuple[Rang, ...] = ()
    """The latest last."""
    line: frozenset[str] = frozenset()
    """The pages that wait: because it rang often, or because its carrier does not take them yet."""


class Ringing:
    def __init__(self, quiet_for: timedelta = timedelta()) -> None:
        """`quiet_for`: within so long is counted how often a channel rang; zero: nothing ever waits."""
        self.quiet_for = quiet_for
        self._channels: dict[str, Channel] = {}
        self._led: set[str] = set()

    def wait_until(self, page: Page, impact: int | None, now: datetime) -> datetime | None:
        """Until when this page has to wait; None where it goes out now, which is counted.

        What is graver than everything that rang lately never waits.  Where others wait, this one goes out with them.
        """
        rang, line = self._lately(page.channel_arn, now)
        free_at = self.free_at(page.channel_arn, now)
        is_graver = free_at > now and all((impact or NO_INCIDENT) < one.impact for one in rang)
        if not is_graver and (free_at > now or line - {page.arn}):
            self.wait(page, now)  # before anything else happens: whoever does not ring after all looks who waits
            return free_at
        self.let_go(page, impact, now, counts=not is_graver)
        return None

    def free_at(self, channel_arn: str, now: datetime) -> datetime:
        """When the channel may ring again; `now`, if it has not rung too often."""
        counted = [one.at for one in self._lately(channel_arn, now).rang if one.counts]
        return counted[-AT_ONCE] + self.quiet_for if len(counted) >= AT_ONCE else now

    def let_go(self, page: Page, impact: int | None, now: datetime, *, counts: bool = True) -> None:
        """This page goes out now; counted once, however often it comes back for its turn."""
        before, others, line = self._apart(page, now)
        this = Rang(now, page.arn, impact or NO_INCIDENT, all(one.counts for one in before) and counts)
        self._keep(page.channel_arn, Channel((*others, this), line))
        if len(self._channels) > REMEMBERED:
            self._channels = {one: each for one in self._channels if (each := self._lately(one, now)).rang}

    def has_rung(self, page: Page, now: datetime) -> None:
        """The carrier has taken it, just now."""
        this, others, line = self._apart(page, now)
        out = tuple(one._replace(at=now, is_out=True) for one in this)
        self._keep(page.channel_arn, Channel((*others, *out), line))

    def take_back(self, page: Page, now: datetime) -> None:
        """It did not ring after all."""
        _, others, line = self._apart(page, now)
        self._keep(page.channel_arn, Channel(others, line))

    def wait(self, page: Page, now: datetime) -> bool:
        """This page waits from now on; whether others of its channel do."""
        _, others, line = self._apart(page, now)
        self._keep(page.channel_arn, Channel(others, line | {page.arn}))
        return bool(line)

    def leads_now(self, page: Page) -> None:
        """It is being made the first of others: a try of it by itself that begins now would have it ring twice."""
        self._led.add(page.arn)

    def is_being_led(self, page: Page) -> bool:
        """Whether that is so; asked again, no more."""
        is_so = page.arn in self._led
        self._led.discard(page.arn)
        return is_so

    def others_wait(self, page: Page, now: datetime) -> bool:
        """Whether other pages of its channel do."""
        return bool(self._apart(page, now)[2])

    def only_wait(self, channel_arn: str, page_arns: Iterable[str], now: datetime) -> None:
        """These wait, and no others."""
        self._keep(channel_arn, Channel(self._lately(channel_arn, now).rang, frozenset(page_arns)))

    def on_way(self, channel_arn: str, now: datetime) -> set[str]:
        """The pages that are on their way, as far as this process knows."""
        return {one.page_arn for one in self._lately(channel_arn, now).rang if not one.is_out}

    def _apart(self, page: Page, now: datetime) -> tuple[tuple[Rang, ...], tuple[Rang, ...], frozenset[str]]:
        """This page where it is on its way, everything else that rang, and the others that wait."""
        rang, line = self._lately(page.channel_arn, now)
        this = tuple(one for one in rang if one.page_arn == page.arn and not one.is_out)
        return this, tuple(one for one in rang if one not in this), line - {page.arn}

    def _lately(self, channel_arn: str, now: datetime) -> Channel:
        rang, line = self._channels.get(channel_arn, Channel())
        return Channel(tuple(one for one in rang if now < one.at + self.quiet_for), line)

    def _keep(self, channel_arn: str, channel: Channel) -> None:
        if channel == Channel():
            self._channels.pop(channel_arn, None)
        else:
            self._channels[channel_arn] = channel
