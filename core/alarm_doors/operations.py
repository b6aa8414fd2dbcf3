"""Alarm doors: made, listed, deleted by the operator, and found for whoever knocks; alarms, taken in.

Doors are made by no operation of the catalog: AWS has none, and the answer holds a key, which no chat should see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.alarm_doors import issuing
from core.alarm_doors.alarm import Alarm, caller_of, note_of_end, reported_by, start_request
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.issuing import Wanted
from core.alarm_doors.ports import AlarmDoors as Stored
from core.arns import Arns
from core.caller import Origin, Reported
from core.deeds import Deeds
from core.dispatcher import Dispatcher
from core.errors import Refusal, incident_resource_not_found
from core.incidents.opening import dedupe_string
from core.incidents.ports import Incidents
from core.once import AnsweredCalls, answered_key
from core.response_plans.ports import ResponsePlans
from core.work import Work

START, NOTE = "ssm-incidents:StartIncident", "ssm-incidents:CreateTimelineEvent"


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
    arns: Arns

    async def take(self, door: AlarmDoor, alarm: Alarm, origin: Origin) -> str | None:
        """The ARN of the incident that it started, or that took it in; None where a trouble ends that nobody knows."""
        reported = reported_by(door, alarm)
        caller = caller_of(door, reported, self.arns, origin)
        call = await self._ending(door, alarm, reported) if alarm.over else (START, start_request(door, alarm))
        if call is None:
            return None
        if alarm.id and (earlier := await self.earlier(door, alarm.id)):
            return earlier
        action, request = call
        answer = await self.dispatcher.call(caller, action, request, token=alarm.id or None)
        return str(answer["incidentRecordArn"] if action == START else request["incidentRecordArn"])

    async def earlier(self, door: AlarmDoor, message_id: str) -> str | None:
        """The incident of a message that came before; nothing for one that is new, or that only ended something."""
        key = answered_key(self.arns.alarm_door(door.name), START, message_id)
        answered = await self.answered.get(key)
        return str(answered.answer["incidentRecordArn"]) if answered else None

    async def _ending(self, door: AlarmDoor, alarm: Alarm, reported: Reported) -> tuple[str, dict[str, Any]] | None:
        plan = await self.plans.get(door.response_plan_arn)
        name = dedupe_string(plan, reported) if plan else None
        incident = await self.incidents.open_with_dedupe_string(name) if name else None
        return (NOTE, note_of_end(incident.arn, alarm)) if incident else None
