"""`POST /alarms/sns/NAME`: what one SNS topic says, believed by its signature and taken once.

A subscription is confirmed only at SNS's own address, for the one topic that the operator has named.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import web

from bot.http import json_text
from bot.http.intake import sns
from bot.http.intake.alarms import Intake, Room, refused, taken, turned_away
from bot.http.intake.rejected import Rejected
from bot.http.origin import origin_of
from bot.http.outgoing import Answer, NoAnswer, NotAllowed
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.topic import understood
from core.caller import Origin
from core.clock import Clock
from core.errors import Refusal

log = logging.getLogger(__name__)

CERTIFICATES_KEPT = timedelta(hours=12)
MOST_CERTIFICATES = 64


class Asks(Protocol):
    """`bot.http.outgoing.Outgoing`."""

    async def get(self, url: str) -> Answer:
        """What is there."""


class Certificates:
    """SNS's, by their address: fetched once, and not for each message."""

    def __init__(self, outside: Asks, clock: Clock) -> None:
        self._outside, self._clock = outside, clock
        self._known: OrderedDict[str, tuple[bytes, datetime]] = OrderedDict()
        self._proven: set[str] = set()

    async def of(self, url: str) -> bytes:
        """The PEM text; raises `NoAnswer` where it is not to be had now."""
        known = self._known.get(url)
        if known and self._clock.now() - known[1] < CERTIFICATES_KEPT:
            return known[0]
        answer = await self._outside.get(url)
        if answer.status != 200:
            raise NoAnswer(f"status {answer.status}")
        self._known[url] = (answer.body, self._clock.now())
        if len(self._known) > MOST_CERTIFICATES:
            self._known.popitem(last=False)
        return answer.body

    def prove(self, url: str) -> None:
        """A message was signed with it."""
        self._proven.add(url)

    def doubt(self, url: str) -> None:
        """It may be none: the next message has it fetched anew, unless SNS has signed with it before."""
        if url not in self._proven:
            self._known.pop(url, None)


class SnsDoors:
    def __init__(self, rooms: Sequence[Room], intake: Intake, clock: Clock, outside: Asks) -> None:
        self._rooms, self._intake, self._clock = rooms, intake, clock
        self._outside = outside
        self._certificates = Certificates(outside, clock)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post("/alarms/sns/{name}", self._intake.listening(self._heard))]

    async def _heard(self, request: web.Request) -> web.Response:
        origin = origin_of(request)
        doors = await self._doors(request.match_info["name"])
        if not doors:
            return await turned_away(self._rooms, origin, 403)
        async with self._intake.body_of(request) as body:
            try:
                return await self._told(body, doors, origin)
            except Rejected as why:
                log.warning("a message at the alarm door %s was not believed: %s", doors[0][1].name, why)
                return await turned_away(self._rooms, origin, 403)
            except (NoAnswer, NotAllowed) as why:
                log.warning("SNS could not be asked: %s", why)
                return refused(503, "SNS could not be asked; try again.")

    async def _doors(self, name: str) -> list[tuple[Room, AlarmDoor]]:
        found = [(room, await room.doors.at(name)) for room in self._rooms]
        return [(room, door) for room, door in found if door and door.kind == "sns"]

    async def _told(self, body: bytes, doors: list[tuple[Room, AlarmDoor]], origin: Origin) -> web.Response:
        topics = sns.Topics(arns=frozenset(door.topic_arn or "" for _, door in doors))
        outside = _Outside(self._certificates, doors)
        try:
            message = await sns.believed(body, topics, outside, self._clock.now())
        except Rejected:
            self._certificates.doubt(outside.asked)
            raise
        self._certificates.prove(outside.asked)
        room, door = outside.of_topic(message["TopicArn"])
        if message["Type"] == "Notification":
            alarm = understood(message, _document(message["Message"]), self._clock.now())
            return taken(await room.taking.take(door, alarm, origin))
        if message["Type"] == "SubscriptionConfirmation":
            await self._confirm(door, message["SubscribeURL"])
            room.taking.operators.over(_subscription(door))
        else:
            deaf = f"The topic of the alarm door {door.name} was unsubscribed: no alarm comes from there now."
            log.warning(deaf)
            room.taking.operators.tell(_subscription(door), f"{deaf} Subscribe the door's address to the topic again.")
        await room.taking.note_id(door, message["MessageId"])
        return taken(None)

    async def _confirm(self, door: AlarmDoor, url: str) -> None:
        answer = await self._outside.get(url)
        if answer.status != 200:
            raise NoAnswer(f"status {answer.status}")
        log.info("the alarm door %s is subscribed to its topic", door.name)


class _Outside:
    """`sns.Outside`, for the doors that may be meant."""

    def __init__(self, certificates: Certificates, doors: list[tuple[Room, AlarmDoor]]) -> None:
        self._certificates, self._doors = certificates, doors
        self.asked = ""
        """The address of the certificate that was looked at."""

    def of_topic(self, topic_arn: str) -> tuple[Room, AlarmDoor]:
        """The door that listens to it: accounts may have doors of the same name."""
        return next(one for one in self._doors if one[1].topic_arn == topic_arn)

    async def certificate(self, url: str) -> bytes:
        self.asked = url
        return await self._certificates.of(url)

    async def has_come(self, key: str) -> bool:
        topic_arn, _, message_id = key.partition(" ")
        room, door = self.of_topic(topic_arn)
        return await room.taking.has_come(door, message_id)


def _subscription(door: AlarmDoor) -> str:
    return f"subscription of alarm door {door.name}"


def _document(message: str) -> dict[str, object] | None:
    try:
        return json_text.parsed(message.encode("utf-8", "replace")) if message.strip() else None
    except Refusal:
        return None
