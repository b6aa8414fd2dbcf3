"""Alarm doors on their shelf, under the account's own key."""

from __future__ import annotations

from core.alarm_doors.alarm_door import AlarmDoor
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.alarm_doors import AlarmDoorRow

ALARM_DOORS = Shelf(AlarmDoor, AlarmDoorRow, key=["name"])
BY_NAME = Order(("name",))


class StoredAlarmDoors:
    """`core.alarm_doors.ports.AlarmDoors`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, name: str) -> AlarmDoor | None:
        """See `AlarmDoors`."""
        return await self._archive.get(ALARM_DOORS, name=name)

    async def all(self) -> list[AlarmDoor]:
        """See `AlarmDoors`."""
        return await self._archive.all(ALARM_DOORS, Conditions(), BY_NAME)
