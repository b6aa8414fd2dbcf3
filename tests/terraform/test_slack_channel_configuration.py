"""`aws_chatbot_slack_channel_configuration`, from the first apply to the last destroy."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.terraform.chatbot_resource import SlackChannelConfiguration
from tests.terraform.provider import NOT_FOUND, Provider, bag, code_of

TOPICS = [f"arn:aws:sns:us-east-1:111122223333:{name}" for name in ("two", "one")]
LOOK = "DescribeSlackChannelConfigurations"


def a_link(provider: Provider, **said: Any) -> SlackChannelConfiguration:
    config = {
        "configuration_name": "checkout",
        "iam_role_arn": "arn:aws:iam::111122223333:role/chat",
        "slack_channel_id": "C012AB3CD",
        "slack_team_id": "T012AB3CD",
    }
    made = SlackChannelConfiguration(provider, **{**config, **said})
    assert made.apply() == ["CreateSlackChannelConfiguration", LOOK]
    assert made.plan() == {}
    return made


def test_it_is_created_before_there_is_a_replication_set_and_planned_again_without_a_difference(
    fresh: Provider,
) -> None:
    made = a_link(fresh)
    assert made.id == "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/checkout"
    assert made.imported().plan() == {}


def test_with_everything_said_it_is_planned_again_without_a_difference(fresh: Provider) -> None:
    a_link(
        fresh,
        sns_topic_arns=bag(*TOPICS),
        guardrail_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        logging_level="ERROR",
        user_authorization_required=True,
        tags={"team": "payments", "empty": ""},
    )


def test_each_part_can_be_changed_and_cleared(fresh: Provider) -> None:
    made = a_link(fresh, sns_topic_arns=bag(*TOPICS), tags={"team": "payments"})
    changes = [{"slack_channel_id": "C999"}, {"sns_topic_arns": []}, {"logging_level": "INFO"}]
    for change in changes:
        assert made.apply(**change) == ["UpdateSlackChannelConfiguration", LOOK, LOOK]
        assert made.plan() == {}


def test_tags_are_changed_before_the_rest(fresh: Provider) -> None:
    made = a_link(fresh, tags={"a": "1", "b": "2"})
    assert made.apply(tags={"b": "", "c": "3"}) == ["UntagResource", "TagResource", LOOK]
    assert made.plan() == {}


def test_what_is_destroyed_is_gone_and_destroying_twice_is_no_error(fresh: Provider) -> None:
    made = a_link(fresh)
    assert made.destroy() == ["DeleteSlackChannelConfiguration", LOOK]
    assert made.plan() == {"": "has to be created"}
    assert made.destroy() == ["DeleteSlackChannelConfiguration"]
    with pytest.raises(ClientError) as gone:
        made.delete()
    assert code_of(gone.value) == NOT_FOUND
    a_link(fresh)
