"""Alarm doors: made, listed, deleted by the operator, and found for whoever knocks; alarms, taken in.

Doors are made by no operation of the catalog: AWS has none, and the answer holds a key, which no chat should see.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.alarm_doors import issuing
from core.alarm_doors.alarm import Alarm, caller_of, note_of_end, reported_by, start_request
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.issuing import Wanted
from core.alarm_doors.ports import AlarmDoors as Stored
from core.arns import Arns
from core.caller import Caller, Origin, Reported
from core.clock import Clock
from core.deeds import Deeds
from core.dispatcher import Dispatcher
from core.errors import Conflict, Refusal, incident_resource_not_found
from core.incidents.opening import dedupe_string
from core.incidents.ports import Incidents
from core.once import Answered, AnsweredCalls, answered_key
from core.operators.ports import Operators
from core.response_plans.ports import ResponsePlans
from core.work import Save, Store, Work

log = logging.getLogger(__name__)

START, NOTE = "ssm-incidents:StartIncident", "ssm-incidents:CreateTimelineEvent"
NOTHING = "muster:Alarm"
"""Under which a message is remembered that calls for nothing."""


class AlarmDoors:
    def __init__(self, stored: Stored, plans: ResponsePlans, deeds: Deeds) -> None:
        self._stored = stored
        self._plans = plans
        self._deeds = deeds

    async def create(self, wanted: Wanted) -> tuple[AlarmDoor, str | None]:
        """A new door with its key, which is shown this once; a door for SNS has none."""

        async def create(work: Work) -> tuple[AlarmDoor, str | None]:
            key = issuing.new_key(work.draw) if wanted.kind == "webhook" else None
            door = issuing.made(wanted, key, work.now)
            if await self._stored.get(door.name):
                raise Refusal(
                    "ConflictException",
                    f"There is an alarm door {door.name} already: take another name, or first "
                    f"`muster alarm-door delete {door.name}`.",
                )
            if await self._plans.get(door.response_plan_arn) is None:
                raise incident_resource_not_found("RESPONSE_PLAN", door.response_plan_arn)
            work.save(door)
            return door, key

        asked = {"name": wanted.name, "kind": wanted.kind, "responsePlanArn": wanted.response_plan_arn}
        return await self._deeds.until_stored("muster:CreateAlarmDoor", asked, create)

    async def listing(self) -> list[AlarmDoor]:
        """All of them, by name."""

        async def listing(_: Work) -> list[AlarmDoor]:
            return await self._stored.all()

        return await self._deeds.until_stored("muster:ListAlarmDoors", {}, listing, read_only=True)

    async def rekey(self, name: str, old_for: timedelta) -> tuple[AlarmDoor, str]:
        """Another key for a webhook; the one before counts for so long."""

        async def rekey(work: Work) -> tuple[AlarmDoor, str]:
            key = issuing.new_key(work.draw)
            door = issuing.with_key(await self._named(name), key, work.now, old_for)
            work.save(door)
            return door, key

        return await self._deeds.until_stored("muster:UpdateAlarmDoor", {"name": name}, rekey)

    async def delete(self, name: str) -> AlarmDoor:
        """From now on nobody who knocks there is heard."""

        async def delete(work: Work) -> AlarmDoor:
            door = await self._named(name)
            work.delete(door)
            return door

        return await self._deeds.until_stored("muster:DeleteAlarmDoor", {"name": name}, delete)

    async def at(self, name: str) -> AlarmDoor | None:
        """Where somebody knocks."""
        return await self._stored.get(name) if issuing.NAME.fullmatch(name) else None

    async def _named(self, name: str) -> AlarmDoor:
        door = await self._stored.get(name)
        if door is None:
            raise issuing.no_such_door(name)
        return door


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What becomes of an alarm that was believed; on disk when it returns."""

    dispatcher: Dispatcher
    incidents: Incidents
    plans: ResponsePlans
    answered: AnsweredCalls
    store: Store
    operators: Operators
    arns: Arns
    clock: Clock

    async def take(self, door: AlarmDoor, alarm: Alarm, origin: Origin) -> str | None:
        """The ARN of the incident that it started, or that took it in; None where a trouble ends that nobody knows."""
        reported = reported_by(door, alarm)
        caller = caller_of(door, reported, self.arns, origin)
        if not alarm.over:
            answer = await self._called(door, caller, START, start_request(door, alarm), alarm.id)
            return str(answer["incidentRecordArn"])
        note = await self._ending(door, alarm, reported)
        if note is None:
            await self.note_id(door, alarm.id)
            log.info("An alarm at the door %s tells the end of a trouble that no open incident is about", door.name)
            return None
        await self._called(door, caller, NOTE, note, alarm.id)
        arn = str(note["incidentRecordArn"])
        log.info("An alarm at the door %s tells the end of a trouble, which is noted: %s", door.name, arn)
        return arn

    async def has_come(self, door: AlarmDoor, message_id: str) -> bool:
        """Whether a message with this id was taken before, whatever became of it."""
        for action in (START, NOTE, NOTHING):
            if await self._earlier(door, action, message_id):
                return True
        return False

    async def note_id(self, door: AlarmDoor, message_id: str) -> None:
        """Keep the id of a message that calls nothing; one that does is kept with the call."""
        if not message_id:
            return
        known = Answered(key=self._key(door, NOTHING, message_id), digest="", answer={}, at=self.clock.now())
        with suppress(Conflict):  # it is known already
            await self.store.commit([Save(known)])

    def unread(self, door: AlarmDoor, why: str) -> None:
        """Have somebody hear of an alarm that could not be read: most senders take that for an answer."""
        what = f"An alarm at the door {door.name} started nothing, since it could not be read. {why} Mend its sender: "
        self.operators.tell(_about(door), what + "docs/alarms.md says what an alarm looks like.")

    async def _called(
        self, door: AlarmDoor, caller: Caller, action: str, request: dict[str, Any], message_id: str
    ) -> dict[str, Any]:
        """The answer; where an alarm is refused that was believed, somebody has to hear of it."""
        about = _about(door)
        try:
            answer = await self.dispatcher.call(caller, action, request, token=message_id or None)
        except Refusal as no:
            what = f"An alarm at the door {door.name} started nothing ({no.code}). `muster alarm-door list` shows its "
            self.operators.tell(about, what + "response plan; the record of calls tells what was refused.")
            raise
        self.operators.over(about)
        return answer

    async def _earlier(self, door: AlarmDoor, action: str, message_id: str) -> Answered | None:
        return await self.answered.get(self._key(door, action, message_id))

    def _key(self, door: AlarmDoor, action: str, message_id: str) -> str:
        return answered_key(self.arns.alarm_door(door.name), action, message_id)

    async def _ending(self, door: AlarmDoor, alarm: Alarm, reported: Reported) -> dict[str, Any] | None:
        plan = await self.plans.get(door.response_plan_arn)
        name = dedupe_string(plan, reported) if plan else None
        incident = await self.incidents.open_with_dedupe_string(name) if name else None
        return note_of_end(incident.arn, alarm) if incident else None


def _about(door: AlarmDoor) -> str:
    """One trouble at a time: an alarm that is taken ends it."""
    return f"alarm door {door.name}"
