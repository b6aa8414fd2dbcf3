"""Slack channel configurations, made by hand."""

from __future__ import annotations

from typing import Any

from core.chat_channels.chat_channel import ChatChannel
from tests.rules.attached import ACCOUNT


class Channels:
    """The Slack channel configurations that there are."""

    def __init__(self, *kept: ChatChannel) -> None:
        self.kept = list(kept)

    async def get(self, arn: str) -> ChatChannel | None:
        return next((one for one in self.kept if one.arn == arn), None)

    async def all(self) -> list[ChatChannel]:
        return self.kept


def linked(channel: str, role: str = "unheard-of", *guardrails: str, **members: Any) -> ChatChannel:
    return ChatChannel(
        arn=f"arn:aws:chatbot::{ACCOUNT}:chat-configuration/slack-channel/{channel}",
        name=channel,
        slack_team_id="T1HOME",
        slack_channel_id=channel,
        iam_role_arn=f"arn:aws:iam::{ACCOUNT}:role/{role}",
        guardrail_policy_arns=guardrails,
        **members,
    )
