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
from core.moving.arrival import Arrival, changed_here, stored_as
from core.moving.resource import Resource
from core.moving.tags import tags_of
from core.replication_sets.members import restored as restored_set
from core.replication_sets.members import written as written_set
from core.replication_sets.replication_set import ReplicationSet
from core.response_plans.members import planned
from core.response_plans.members import written as written_plan
from core.response_plans.response_plan import ResponsePlan

TAGS = "ssm-incidents:ListTagsForResource"


def replication_set(resource: Resource, before: ReplicationSet | None) -> Arrival[ReplicationSet]:
    """The set under its own ARN; raise `Refusal` where there is another one, or this one was changed here since."""
    if before and before.arn != resource.arn:
        raise Refusal(
            "ConflictException",
            f"this installation has a replication set of its own, {before.arn}, and everything else goes under that; "
            "to have this one, import into an empty MUSTER_DATA_DIR",
        )
    after = restored_set(resource.arn, cast("Any", resource.one("ssm-incidents:GetReplicationSet")["replicationSet"]))
    if before and before.last_modified_at > after.last_modified_at:
        raise invalid(changed_here(before.last_modified_at))
    after = replace(after, tags=tags_of(resource, TAGS, before.tags if before else {}))
    return _arrival(resource, before, after, lambda kept: {**written_set(kept), "tags": kept.tags})


def response_plan(resource: Resource, before: ResponsePlan | None) -> Arrival[ResponsePlan]:
    """The plan; what it names may come later, or never."""
    made = planned(resource.arn, cast("Any", resource.one("ssm-incidents:GetResponsePlan")))
    after = replace(made, tags=tags_of(resource, TAGS, before.tags if before else {}))
    return _arrival(resource, before, after, lambda kept: {**written_plan(kept), "tags": kept.tags})


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
    return _arrival(resource, before, replace(made, custom_action_arns=offered), _shown_channel)


def custom_action(resource: Resource, before: CustomAction | None) -> Arrival[CustomAction]:
    """The custom action; chatbot tells its tags to nobody, and those that are here stay."""
    made = defined(resource.arn, cast("Any", resource.one("chatbot:GetCustomAction")["CustomAction"]))
    after = replace(made, tags=before.tags if before else {})
    return _arrival(resource, before, after, lambda kept: {**written_action(kept)})


def _arrival(resource: Resource, before: Any, after: Any, shown: Any) -> Arrival[Any]:
    return Arrival(kind=resource.kind, arn=resource.arn, before=before, after=stored_as(after, before), shown=shown)


def _shown_channel(kept: ChatChannel) -> Mapping[str, Any]:
    # The team's name is the workspace's own to say.
    return {**written_channel(kept, ""), "Associations": sorted(kept.custom_action_arns)}
