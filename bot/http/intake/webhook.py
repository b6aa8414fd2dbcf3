"""`POST /alarms/NAME`: one JSON object and a key in a header, from any program that can send that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.bodies import Unread
from bot.http import json_text
from bot.http.intake.alarms import TOO_LARGE, UNREAD, Intake, Room, taken, turned_away
from bot.http.origin import origin_of
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.issuing import opens
from core.alarm_doors.plain import ignored, understood
from core.clock import Clock
from core.errors import Refusal

BEARER = "Bearer "


class Webhooks:
    """Names of doors are an account's own: the key tells which account's door is meant."""

    def __init__(self, rooms: Sequence[Room], intake: Intake, clock: Clock) -> None:
        self._rooms, self._intake, self._clock = rooms, intake, clock

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post("/alarms/{name}", self._intake.listening(self._heard))]

    async def _heard(self, request: web.Request) -> web.Response:
        now, origin = self._clock.now(), origin_of(request)
        found = await self._opened(request.match_info["name"], _key_in(request))
        if found is None:
            return await turned_away(self._rooms, origin, 401)
        room, door = found
        message = await self._message(request, room, door)
        arn = await room.taking.take(door, understood(message, door.name, now), origin)
        return taken(arn, ignored(message))

    async def _message(self, request: web.Request, room: Room, door: AlarmDoor) -> dict[str, Any]:
        try:
            async with self._intake.body_of(request) as body:
                return json_text.guessed(body)
        except Refusal as no:
            room.taking.unread(door, no.message)
            raise
        except Unread as unread:
            if unread.status == TOO_LARGE:
                room.taking.unread(door, UNREAD[TOO_LARGE])
            raise

    async def _opened(self, name: str, key: str) -> tuple[Room, AlarmDoor] | None:
        for room in self._rooms:
            door = await room.doors.at(name)
            if door and opens(door, key, self._clock.now()):
                return room, door
        return None


def _key_in(request: web.Request) -> str:
    """`Authorization: Bearer KEY`, or `X-Api-Key: KEY` from senders that cannot say the former."""
    said = request.headers.get("Authorization", "")
    return said[len(BEARER) :].strip() if said.startswith(BEARER) else request.headers.get("X-Api-Key", "").strip()
