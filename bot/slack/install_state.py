"""Is whoever comes back from Slack the one who was sent there?  Once, soon, and in the same browser."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
_STATE = re.compile(r"([0-9]{1,11})\.([0-9a-f]{64})")


class States:
    """Keeps nothing of what it gave out but what was used: whoever only asks costs no memory."""

    def __init__(self, draw: Callable[[int], bytes]) -> None:
        self._key = draw(32)
        self._draw = draw
        self._used: dict[str, datetime] = {}

    def issue(self, now: datetime) -> tuple[str, str]:
        """A state to send along, and the cookie that belongs to it."""
        cookie = self._draw(32).hex()
        ends = int((now + LASTS).timestamp())
        return f"{ends}.{self._mark(ends, cookie)}", cookie

    def redeem(self, state: str, cookie: str, now: datetime) -> bool:
        """Whether these two belong together, in time and for the first time."""
        found = _STATE.fullmatch(state)
        if found is None or not re.fullmatch(r"[0-9a-f]{64}", cookie):
            return False
        ends = int(found[1])
        if not hmac.compare_digest(found[2], self._mark(ends, cookie)) or now.timestamp() > ends:
            return False
        self._used = {one: at for one, at in self._used.items() if now - at <= LASTS}
        if cookie in self._used:
            return False
        self._used[cookie] = now
        return True

    def _mark(self, ends: int, cookie: str) -> str:
        return hmac.new(self._key, f"{ends}.{cookie}".encode(), hashlib.sha256).hexdigest()
