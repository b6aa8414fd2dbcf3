"""A Slack channel configuration in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.chat_channels.chat_channel import ChatChannel
from core.tags.tagging import of_chatbot

if TYPE_CHECKING:
    from core.vocabulary import types


def linked(arn: str, request: types.CreateSlackChannelConfigurationInput, channel_name: str | None) -> ChatChannel:
    """The configuration that a request describes."""
    return ChatChannel(
        arn=arn,
        name=request["ConfigurationName"],
        slack_team_id=request["SlackTeamId"],
        slack_channel_id=request["SlackChannelId"],
        slack_channel_name=request.get("SlackChannelName") or channel_name,
        topic_arns=_each_once(request.get("SnsTopicArns", [])),
        iam_role_arn=request["IamRoleArn"],
        guardrail_policy_arns=_each_once(request.get("GuardrailPolicyArns", [])),
        logging_level=request.get("LoggingLevel", "NONE"),
        user_authorization_required=request.get("UserAuthorizationRequired", False),
        tags=of_chatbot(request.get("Tags", [])),
    )


def updated(
    kept: ChatChannel, request: types.UpdateSlackChannelConfigurationInput, channel_name: str | None
) -> ChatChannel:
    """The configuration after an update: what is absent stays; another channel's name comes with it."""
    changes: dict[str, Any] = {name: request[asked] for asked, name in _PLAIN.items() if asked in request}  # type: ignore[literal-required]  # the names are this request's own
    changes |= {name: _each_once(request[asked]) for asked, name in _LISTS.items() if asked in request}  # type: ignore[literal-required]  # as above
    if request["SlackChannelId"] != kept.slack_channel_id:
        changes.setdefault("slack_channel_name", channel_name)
    return replace(kept, **changes)


def hands_on_role(before: ChatChannel, after: ChatChannel) -> bool:
    """Whether an update gives a role to whom it was not given before, be it the same role as before."""
    return before.slack_channel_id != after.slack_channel_id or any(
        getattr(before, name) != getattr(after, name) for name in _ABOUT_THE_ROLE
    )


def written(kept: ChatChannel, team_name: str) -> types.SlackChannelConfiguration:
    """The configuration as AWS writes it; the channel's name is required there, and its id stands in for it."""
    return {
        "SlackTeamName": team_name,
        "SlackTeamId": kept.slack_team_id,
        "SlackChannelId": kept.slack_channel_id,
        "SlackChannelName": kept.slack_channel_name or kept.slack_channel_id,
        "ChatConfigurationArn": kept.arn,
        "IamRoleArn": kept.iam_role_arn,
        "SnsTopicArns": list(kept.topic_arns),
        "ConfigurationName": kept.name,
        "LoggingLevel": kept.logging_level,
        "GuardrailPolicyArns": list(kept.guardrail_policy_arns),
        "UserAuthorizationRequired": kept.user_authorization_required,
        "Tags": [{"TagKey": key, "TagValue": value} for key, value in kept.tags.items()],
        "State": "ENABLED",
    }


def _each_once(arns: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arns))


_PLAIN = {
    "SlackChannelId": "slack_channel_id",
    "SlackChannelName": "slack_channel_name",
    "IamRoleArn": "iam_role_arn",
    "LoggingLevel": "logging_level",
    "UserAuthorizationRequired": "user_authorization_required",
}
_ABOUT_THE_ROLE = ("iam_role_arn", "guardrail_policy_arns", "user_authorization_required")
_LISTS = {"SnsTopicArns": "topic_arns", "GuardrailPolicyArns": "guardrail_policy_arns"}
