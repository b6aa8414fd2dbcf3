"""What the operator may ask for of alarm doors: to make, list, rekey and delete them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.http.control import Document
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.issuing import Wanted
from core.alarm_doors.operations import AlarmDoors
from core.errors import Refusal

Listens = Callable[[], str]
"""The address that this process listens at; nothing where it hears no alarms."""
WISHES = ("topic_arn", "title", "dedupe")


class AlarmDoorErrand:
    """`do`: `create`, with the members of `Wanted`; `list`; `rekey`, with `name` and `old_for_seconds`; `delete`."""

    def __init__(self, doors: AlarmDoors, public_url: str = "", listens: Listens = lambda: "") -> None:
        self._doors, self._public_url, self._listens = doors, public_url, listens

    async def do(self, asked: Document) -> Document:
        """A new door with its key; all doors without theirs; a door with another key; or the one that is gone."""
        match asked:
            case {"do": "create", "name": str(), "kind": str(), "response_plan_arn": str()}:
                door, key = await self._doors.create(_wanted(asked))
                return {**self._shown(door), "key": key}
            case {"do": "list"}:
                return {"alarm_doors": [self._shown(door) for door in await self._doors.listing()]}
            case {"do": "rekey", "name": str(name), "old_for_seconds": int(seconds)}:
                door, key = await self._doors.rekey(name, timedelta(seconds=seconds))
                return {**self._shown(door), "key": key}
            case {"do": "delete", "name": str(name)}:
                return self._shown(await self._doors.delete(name))
        raise Refusal("ValidationException", "This is none of the errands that there are for alarm doors.")

    def _shown(self, door: AlarmDoor) -> Document:
        return {**_shown(door), "public_url": self._public_url, "listens_at": self._listens()}


def _wanted(asked: Document) -> Wanted:
    wishes = {name: str(asked.get(name) or "") for name in WISHES}
    impact = asked.get("impact")
    return Wanted(
        name=asked["name"],
        kind=asked["kind"],
        response_plan_arn=asked["response_plan_arn"],
        impact=impact if isinstance(impact, int) else None,
        **wishes,
    )


def _shown(door: AlarmDoor) -> Document:
    return {
        "name": door.name,
        "kind": door.kind,
        "path": f"/alarms/sns/{door.name}" if door.kind == "sns" else f"/alarms/{door.name}",
        "response_plan_arn": door.response_plan_arn,
        "topic_arn": door.topic_arn,
        "title": door.title,
        "impact": door.impact,
        "dedupe": door.dedupe,
        "created_at": door.created_at,
    }
