"""What every door for alarms has in common: room, size, and an answer whatever happens.

Whoever sends too much is told to come again: alarms are never queued in memory without a bound.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from traceback import format_tb

from aiohttp import web

from bot.bodies import Bodies, Unread
from bot.http import json_text
from bot.http.intake.pace import Pace
from core.alarm_doors.operations import AlarmDoors, Taking
from core.audit.operations import TurnedAway
from core.caller import Origin
from core.errors import Refusal

log = logging.getLogger(__name__)

KNOCK = "muster:Alarm"
"""What the record calls an alarm that was not believed."""
LARGEST = 256 * 1024
"""In bytes: what SNS may send at most."""
AT_ONCE = 128
"""So many alarms are on their way at a time; the next are asked to come again."""
RETRY_AFTER = "1"
"""Seconds."""
TOO_LARGE = 413
UNREAD = {
    400: "The body broke off.",
    408: "The body did not arrive in time.",
    TOO_LARGE: f"An alarm may have at most {LARGEST} bytes.",
    503: "Too many alarms are arriving; try again.",
}
STATUS = {
    "SerializationException": 400,
    "ValidationException": 400,
    "AccessDeniedException": 403,
    "ResourceNotFoundException": 404,
    "ConflictException": 409,
    "ThrottlingException": 429,
}
"""Where the same would be refused again; with whatever else the sender should come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Of one account: its doors, and where alarms go from there."""

    doors: AlarmDoors
    taking: Taking
    turned_away: TurnedAway


class Intake:
    def __init__(self, bodies: Bodies, at_once: int = AT_ONCE, pages_wait: Callable[[], bool] = lambda: False) -> None:
        """`pages_wait`: whether more of them are due than could be begun."""
        self._bodies = bodies
        self._at_once = at_once
        self._inside = 0
        self._pace = Pace(pages_wait)

    def listening(
        self, heard: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that has `heard` answer where there is room."""

        async def handle(request: web.Request) -> web.Response:
            if self._inside >= self._at_once or not self._pace.is_kept():
                return refused(503, UNREAD[503])
            self._inside += 1
            try:
                return await _answer(heard, request)
            finally:
                self._inside -= 1

        return handle

    def body_of(self, request: web.Request) -> AbstractAsyncContextManager[bytes]:
        """The bytes as they were sent, read once it is known that somebody wants them."""
        return self._bodies.of(request, LARGEST)


async def _answer(heard: Callable[[web.Request], Awaitable[web.Response]], request: web.Request) -> web.Response:
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        return refused(415, "Send the body without a Content-Encoding.")
    try:
        return await heard(request)
    except Unread as unread:
        return refused(unread.status, UNREAD[unread.status])
    except Refusal as refusal:
        return refused(STATUS.get(refusal.code, 503), refusal.message)
    except Exception as error:  # its text may quote what is sealed
        log.error("An alarm was not taken: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        return refused(503, "The alarm could not be stored; try again.")


def refused(status: int, message: str) -> web.Response:
    """Why not, and when to come again."""
    headers = {"Retry-After": RETRY_AFTER} if status in (429, 503) else {}
    return web.json_response({"message": message}, status=status, headers=headers)


def taken(arn: str | None, ignored: Sequence[str] = ()) -> web.Response:
    """It is on disk: what became of it, and what of the message could not be used."""
    told: dict[str, object] = {"incidentRecordArn": arn}
    if ignored:
        told["ignored"] = list(ignored)
    return web.Response(body=json_text.written(told), content_type="application/json")


async def turned_away(rooms: Sequence[Room], origin: Origin, status: int) -> web.Response:
    """Whoever cannot prove who they are learns nothing, not even whether there is such a door."""
    await rooms[0].turned_away.note(origin, KNOCK, Refusal("InvalidSignatureException", ""))
    return web.Response(status=status)
