"""What alarm doors need of storage."""

from __future__ import annotations

from typing import Protocol

from core.alarm_doors.alarm_door import AlarmDoor


class AlarmDoors(Protocol):
    async def get(self, name: str) -> AlarmDoor | None:
        """The door of that name."""

    async def all(self) -> list[AlarmDoor]:
        """By name."""
