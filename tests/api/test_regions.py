"""Regions on the wire: before there is a replication set, with one, and with several in it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.api.running import Api


def refused(call: object) -> str:
    with pytest.raises(ClientError) as no:
        call()  # type: ignore[operator]
    assert no.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return str(no.value.response["Error"]["Message"])


def test_all_regions_of_the_replication_set_answer_alike_and_no_other(api: Api) -> None:
    here, there = api.client("ssm-incidents"), api.client("ssm-incidents", region="eu-west-1")
    assert here.list_replication_sets()["replicationSetArns"] == []
    assert "answers in us-east-1." in refused(there.list_replication_sets)

    api.onboard("us-east-1", "eu-west-1")
    assert there.list_replication_sets()["replicationSetArns"] == here.list_replication_sets()["replicationSetArns"]
    elsewhere = api.client("ssm-contacts", region="eu-north-1")
    assert "answers in eu-west-1, us-east-1." in refused(elsewhere.list_contacts)

    arn = here.list_replication_sets()["replicationSetArns"][0]
    here.update_replication_set(arn=arn, actions=[{"deleteRegionAction": {"regionName": "eu-west-1"}}])
    refused(there.list_replication_sets)


def test_chatbot_answers_where_terraform_asks_for_it(api: Api) -> None:
    for region in ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1"):
        api.client("chatbot", region=region).describe_slack_channel_configurations()
    refused(api.client("chatbot", region="eu-central-1").describe_slack_channel_configurations)


def test_sts_answers_where_it_is_configured(api: Api) -> None:
    assert api.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:user/ada"
