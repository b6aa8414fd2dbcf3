"""`GET /calendar/SECRET.ics`: the shifts of a schedule or a person, for calendar programs, which sign nothing.

Whoever knows the secret is told, and whoever does not learns nothing, not even whether there ever was such a calendar.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Sequence

from aiohttp import ETag, web

from bot.http.calendar_file import written
from bot.http.origin import origin_of
from bot.http.throttle import Buckets, Rate
from core.calendars.calendar_feed import CalendarFeed
from core.calendars.operations import Subscriptions
from core.calendars.telling import Calendar
from core.clock import Clock
from core.unreadable import CLOSED

PATH = "/calendar/{name}"
SUFFIX = ".ics"
RATE = Rate(5.0)
"""For each network address: a program asks every quarter of an hour, and a whole office may share an address."""
FILES_KEPT = 8
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
NOT_HERE = "There is no such calendar.\n"
NOT_NOW = "Muster cannot read this calendar now. Ask again in a few minutes.\n"
TOO_OFTEN = "Too many requests. Ask again in a moment.\n"


class CalendarPages:
    """Of all accounts: each is asked, wherever the secret is found, so that it cannot be heard whose it is."""

    def __init__(self, accounts: Sequence[Subscriptions], clock: Clock, rate: Rate = RATE) -> None:
        self._accounts = accounts
        self._clock = clock
        self._buckets = Buckets(rate)
        self._files: OrderedDict[str, bytes] = OrderedDict()
        """By their tags, those asked for last at the end."""

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.answer, allow_head=True)]

    async def answer(self, request: web.Request) -> web.Response:
        """The calendar; nothing where it is the same as whoever asks has already."""
        if wait := self._buckets.wait(origin_of(request).address, self._clock.now()):
            return _said(429, TOO_OFTEN, {"Retry-After": str(math.ceil(wait.total_seconds()))})
        try:
            calendar = await self._told(request.match_info["name"])
        except CLOSED:
            return _said(503, NOT_NOW)
        if calendar is None:
            return _said(404, NOT_HERE)
        tag = ETag(value=calendar.tag)
        if any(known.value in (tag.value, "*") for known in request.if_none_match or ()):
            response = web.Response(status=304, headers=HEADERS)
        else:
            body = await self._file(calendar)
            response = web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=HEADERS)
        response.etag = tag
        return response

    async def _told(self, name: str) -> Calendar | None:
        secret = name.removesuffix(SUFFIX) if name.endswith(SUFFIX) else ""
        found: tuple[Subscriptions, CalendarFeed] | None = None
        for account in self._accounts:
            if feed := await account.at(secret):
                found = account, feed
        return await found[0].told(found[1]) if found else None

    async def _file(self, calendar: Calendar) -> bytes:
        """Written aside, because pages are not to wait for it."""
        if calendar.tag not in self._files:
            self._files[calendar.tag] = await asyncio.to_thread(written, calendar)
        self._files.move_to_end(calendar.tag)
        while len(self._files) > FILES_KEPT:
            self._files.popitem(last=False)
        return self._files[calendar.tag]


def _said(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=text, headers=HEADERS | (headers or {}))
