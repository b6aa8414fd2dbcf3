"""What the chat channels' operations need of storage and of Slack."""

from __future__ import annotations

from typing import Protocol

from core.chat_channels.chat_channel import ChatChannel


class ChatChannels(Protocol):
    async def get(self, arn: str) -> ChatChannel | None:
        """The configuration of that ARN."""

    async def all(self) -> list[ChatChannel]:
        """Every configuration, in the order of their names: a team has tens, not thousands."""


class Workspace(Protocol):
    """What is asked of Slack before a channel is linked or a plan that names it is kept."""

    async def channel_name(self, channel_id: str) -> str | None:
        """The channel's name, or None where the bot cannot see such a channel."""

    async def team(self) -> tuple[str, str] | None:
        """The workspace's id and name; None while there is no Slack."""

    async def post_test_message(self, channel_id: str, text: str) -> str | None:
        """Try to post; the reason in Slack's word (`not_in_channel`) where that failed, else None."""
