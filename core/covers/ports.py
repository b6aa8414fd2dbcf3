"""What covers need of storage, and of the door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.caller import Caller
from core.covers.cover import Cover
from core.work import Work

Answer = TypeVar("Answer")


class Covers(Protocol):
    async def get(self, id_: str) -> Cover | None:
        """The cover of that id."""

    async def open_at(self, at: datetime) -> list[Cover]:
        """Those that can be agreed to then, and those that were settled before their time was over."""

    async def forget_before(self, at: datetime) -> None:
        """Forget those that nobody could agree to any more since before then."""


class Door(Protocol):
    """As much of the dispatcher as is needed here."""

    async def altogether(self, caller: Caller, do: Callable[[Work], Awaitable[Answer]]) -> Answer:
        """Something larger than an operation: stored in one go, or not at all."""

    async def within(self, work: Work, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """One operation as a part of something larger."""

    async def may(self, caller: Caller, action: str, resource: str = "*") -> bool:
        """Whether this caller would be let in."""

    async def forbids(self, caller: Caller, action: str, params: dict[str, Any]) -> bool:
        """Whether something says that this caller may not, and not only nothing that they may."""

    async def demand(self, caller: Caller, action: str, params: dict[str, Any]) -> None:
        """Refuse and record where this caller would not be let in."""
