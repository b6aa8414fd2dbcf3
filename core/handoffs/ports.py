"""What telling of hand-offs needs of storage and of Slack."""

from __future__ import annotations

from typing import Protocol

from core.handoffs.hand_off import HandOff
from core.handoffs.post import HandOffPost
from core.handoffs.user_group import UserGroup


class HandOffs(Protocol):
    async def get(self, schedule_arn: str) -> HandOff | None:
        """What was told of this schedule."""

    async def all(self) -> list[HandOff]:
        """Of every schedule, but for rows that are damaged."""

    async def of_no_schedule(self) -> list[str]:
        """The ARNs of schedules that are not there any more; needs no key."""


class UserGroups(Protocol):
    async def named(self, name: str) -> UserGroup | None:
        """The group of that name."""

    async def all(self) -> list[UserGroup]:
        """Every group that was ever named, but for rows that are damaged."""


class HandOffBoard(Protocol):
    """Slack's channels; raises `TryLater` or `CannotDeliver`."""

    async def post(self, channel_id: str, post: HandOffPost, key: str) -> None:
        """Post it."""

    async def has(self, channel_id: str, key: str) -> bool:
        """Whether an attempt of which nobody knows the end has posted it."""


class SlackGroups(Protocol):
    """Slack's user groups; raises `TryLater` or `CannotDeliver`."""

    async def put(self, name: str, user_ids: tuple[str, ...]) -> None:
        """Have exactly these people in the group of that id or handle."""


class NoSlack:
    """Where there is no Slack; nothing is told, and nothing goes wrong."""

    async def post(self, channel_id: str, post: HandOffPost, key: str) -> None:
        """See `HandOffBoard`."""

    async def has(self, channel_id: str, key: str) -> bool:  # noqa: ARG002 - as `HandOffBoard` has it
        """See `HandOffBoard`."""
        return False

    async def put(self, name: str, user_ids: tuple[str, ...]) -> None:
        """See `SlackGroups`."""
