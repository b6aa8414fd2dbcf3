"""What links a Slack channel to notification topics: AWS's Slack channel configuration."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChannel:
    arn: str
    name: str
    slack_team_id: str
    slack_channel_id: str
    slack_channel_name: str | None = None
    topic_arns: tuple[str, ...] = ()
    iam_role_arn: str
    guardrail_policy_arns: tuple[str, ...] = ()
    logging_level: str = "NONE"
    user_authorization_required: bool = False
    custom_action_arns: tuple[str, ...] = ()
    """The custom actions that are offered in this channel."""
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
