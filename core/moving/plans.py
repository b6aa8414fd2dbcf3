"""The replication set, Slack channel configurations, custom actions and response plans, as they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from core.chat_channels.chat_channel import ChatChannel
from core.chat_channels.members import linked
from core.chat_channels.members import written as written_channel
from core.custom_actions.custom_action import CustomAction
from core.custom_actions.members import defined
from core.custom_actions.members import written as written_action
from core.errors import Refusal, invalid
from core.moving.arrival import Arrival, Part, of_resource
from core.moving.resource import Resource
from core.moving.tags import tagged
from core.replication_sets.members import restored as restored_set
from core.replication_sets.members import written as written_set
from core.replication_sets.replication_set import ReplicationSet
from core.response_plans.members import planned
from core.response_plans.members import written as written_plan
from core.response_plans.response_plan import ResponsePlan

OF_SET = (
    Part(("regionMap", "deletionProtected"), ("regions", "deletion_protected", "last_modified_at", "last_modified_by")),
    Part(("tags",), ("tags",)),
)
OF_PLAN = (
    Part(("actions",), ("actions",)),
    Part(("chatChannel",), ("chat_topics",)),
    Part(("displayName",), ("display_name",)),
    Part(("engagements",), ("engagements",)),
    Part(("incidentTemplate",), ("template",)),
    Part(("integrations",), ("integrations",)),
    Part(("tags",), ("tags",)),
)
OF_CHANNEL = (
    Part(("SlackChannelId", "SlackChannelName"), ("slack_channel_id", "slack_channel_name")),
    Part(("SnsTopicArns",), ("topic_arns",)),
    Part(("IamRoleArn",), ("iam_role_arn",)),
    Part(("GuardrailPolicyArns",), ("guardrail_policy_arns",)),
    Part(("LoggingLevel",), ("logging_level",)),
    Part(("UserAuthorizationRequired",), ("user_authorization_required",)),
    Part(("Associations",), ("custom_action_arns",)),
    Part(("Tags",), ("tags",)),
)
OF_ACTION = (
    Part(("Definition",), ("command_text",)),
    Part(("AliasName",), ("alias_name",)),
    Part(("Attachments",), ("attachments",)),
    Part(("Tags",), ("tags",)),
)


def replication_set(resource: Resource, before: ReplicationSet | None) -> Arrival[ReplicationSet]:
    """The set under its own ARN; raise `Refusal` where there is another one."""
    if before and before.arn != resource.arn:
        raise Refusal(
            "ConflictException",
            f"this installation has a replication set of its own, {before.arn}, and everything else goes under that; "
            "to have this one, import into an empty MUSTER_DATA_DIR",
        )
    if not resource.one("ssm-incidents:GetReplicationSet")["replicationSet"].get("regionMap"):
        raise invalid("it has no Region")
    after = restored_set(resource.arn, cast("Any", resource.one("ssm-incidents:GetReplicationSet")["replicationSet"]))
    after = tagged(resource, after, before)
    return of_resource(resource, before, after, lambda kept: {**written_set(kept), "tags": kept.tags}, OF_SET)


def response_plan(resource: Resource, before: ResponsePlan | None) -> Arrival[ResponsePlan]:
    """The plan; what it names may come later, or never."""
    made = planned(resource.arn, cast("Any", resource.one("ssm-incidents:GetResponsePlan")))
    after = tagged(resource, made, before)
    return of_resource(resource, before, after, lambda kept: {**written_plan(kept), "tags": kept.tags}, OF_PLAN)


def chat_channel(resource: Resource, before: ChatChannel | None) -> Arrival[ChatChannel]:
    """The configuration, with the custom actions that are offered there."""
    action = "chatbot:ListAssociations"
    told = dict(resource.rows("chatbot:DescribeSlackChannelConfigurations", "SlackChannelConfigurations")[0])
    if told.get("State", "ENABLED") != "ENABLED":
        raise invalid("it is disabled there, and here everything that is kept is in use: enable it there, or leave it")
    if told["SlackChannelName"] == told["SlackChannelId"]:  # an id that stands in for a name that nobody knows
        del told["SlackChannelName"]
    made = linked(resource.arn, cast("Any", told), None)
    offered = tuple(row["Resource"] for row in resource.rows(action, "Associations"))
    if action in resource.unread and before:
        offered = before.custom_action_arns
    return of_resource(resource, before, replace(made, custom_action_arns=offered), _shown_channel, OF_CHANNEL)


def custom_action(resource: Resource, before: CustomAction | None) -> Arrival[CustomAction]:
    """The custom action with its tags."""
    made = defined(resource.arn, cast("Any", resource.one("chatbot:GetCustomAction")["CustomAction"]))
    after = tagged(resource, made, before)
    return of_resource(resource, before, after, lambda kept: {**written_action(kept), "Tags": kept.tags}, OF_ACTION)


def _shown_channel(kept: ChatChannel) -> Mapping[str, Any]:
    # The team's name is the workspace's own to say.
    return {**written_channel(kept, ""), "Associations": sorted(kept.custom_action_arns)}
