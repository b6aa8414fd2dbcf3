"""Which page does a link in a mail answer for?  Whoever has the link has the mail; it is good for a day.

The page itself remembers that it was answered, so a link does something once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.arns import Arns, name_of
from core.clock import Clock
from core.page_tokens import Sealer

GOOD_FOR = timedelta(hours=24)
LONGEST = 1000
_ABOUT = "acknowledge"


class AnswerLinks:
    """Tokens that nobody can read, change or make."""

    def __init__(self, sealer: Sealer, arns: Arns, clock: Clock) -> None:
        self._sealer, self._arns, self._clock = sealer, arns, clock

    async def token(self, page_arn: str) -> str:
        """For the link to this page."""
        ends = int((self._clock.now() + GOOD_FOR).timestamp())
        return (await self._sealer.seal(f"{ends} {name_of(page_arn)}", _ABOUT)).rstrip("=")

    async def page_of(self, token: str) -> str | None:
        """The page's ARN; None for what is no such token, or one that is too old."""
        if len(token) > LONGEST:
            return None
        text = await self._sealer.open(token + "=" * (-len(token) % 4), _ABOUT)
        ends, _, name = (text or "").partition(" ")
        if not name or self._clock.now() > datetime.fromtimestamp(int(ends), UTC):
            return None
        alias, _, uid = name.partition("/")
        return self._arns.page(alias, uid)
