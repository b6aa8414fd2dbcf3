"""Which keys cannot be had just now, since when, and when is their holder asked again?"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from core.clock import Clock
from core.unreadable import KeyRefused, KeyThrottled

log = logging.getLogger(__name__)

QUIET = timedelta(seconds=30)
"""So long a holder that did not answer is spared, where there is another way: each question costs seconds."""
SPARED = timedelta(seconds=10)
"""The same where there is none: whoever asks meanwhile, or repeats a call, hears at once what it would wait for."""


class _Trouble(NamedTuple):
    since: datetime
    asked_at: datetime
    is_refused: bool
    is_slow: bool
    """Whether asking again would cost time."""


class KeyAlarm:
    """Says so once in the log, and in `/healthz` for as long as it lasts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._troubles: dict[str, _Trouble] = {}

    def sound(self, key: str, problem: Exception) -> None:
        """The key could not be had."""
        now, known = self._clock.now(), self._troubles.get(key)
        is_refused = isinstance(problem, KeyRefused)
        if known is None or known.is_refused != is_refused:
            log.error("%s", problem)
        is_slow = not isinstance(problem, (KeyRefused, KeyThrottled))
        self._troubles[key] = _Trouble(known.since if known else now, now, is_refused, is_slow)

    def over(self, key: str) -> None:
        """It can be had again."""
        if self._troubles.pop(key, None):
            log.warning("The key %s can be had again.", key)

    def is_quiet(self, key: str) -> bool:
        """Whether its holder did not answer a moment ago, and is better not asked yet."""
        trouble = self._troubles.get(key)
        return trouble is not None and not trouble.is_refused and self._clock.now() - trouble.asked_at < QUIET

    def is_spared(self, key: str) -> bool:
        """Whether nobody should wait for its holder now, be there another way or not."""
        trouble = self._troubles.get(key)
        return trouble is not None and trouble.is_slow and self._clock.now() - trouble.asked_at < SPARED

    def told(self) -> str:
        """`ok`, or what is the matter."""
        if not self._troubles:
            return "ok"
        since = min(trouble.since for trouble in self._troubles.values())
        refused = sum(trouble.is_refused for trouble in self._troubles.values())
        silent = len(self._troubles) - refused
        words = [f"{refused} refused"] if refused else []
        words += [f"{silent} out of reach, what they opened in the last hour is used on"] if silent else []
        return f"AWS KMS keys: {'; '.join(words)}; since {since:%H:%M} UTC"
