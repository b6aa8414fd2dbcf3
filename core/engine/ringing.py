"""When did a contact channel ring last?  What else is for it within a minute of that comes as one message.

Only this process knows: another one, or the next, may ring it once more, and no page hangs on it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from core.engagements.bundles import goes_out_now
from core.engagements.engagement import Page

REMEMBERED = 10_000


class Rang(NamedTuple):
    at: datetime
    page_arn: str


class Ringing:
    def __init__(self, quiet_for: timedelta = timedelta()) -> None:
        """`quiet_for`: so long after a page do others for the same channel wait; zero: nothing ever waits."""
        self._quiet_for = quiet_for
        self._rang: dict[str, Rang] = {}

    def wait_until(self, page: Page, now: datetime) -> datetime | None:
        """Until when this page has to wait; None where it goes out now, and others wait for that."""
        if not self._quiet_for:
            return None
        last = self._rang.get(page.channel_arn)
        if last and last.page_arn != page.arn and not goes_out_now(page) and now < last.at + self._quiet_for:
            return last.at + self._quiet_for
        self._remember(page, now)
        return None

    def take_back(self, page: Page) -> None:
        """It did not ring after all."""
        last = self._rang.get(page.channel_arn)
        if last and last.page_arn == page.arn:
            del self._rang[page.channel_arn]

    def _remember(self, page: Page, now: datetime) -> None:
        if len(self._rang) >= REMEMBERED:
            self._rang = {key: one for key, one in self._rang.items() if now < one.at + self._quiet_for}
        if len(self._rang) < REMEMBERED:
            self._rang[page.channel_arn] = Rang(now, page.arn)
