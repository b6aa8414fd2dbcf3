"""Fixtures: Terraform's AWS provider, before a Muster that runs for a whole file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.running import Api, running
from tests.terraform.incident_resources import ReplicationSet
from tests.terraform.provider import Provider, bag


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(tmp_path_factory.mktemp("terraform")) as one:
        yield one


@pytest.fixture
def fresh(api: Api) -> Iterator[Provider]:
    """Before anything was applied; everything goes with the replication set in the end, and the links one by one."""
    yield Provider(api)
    for arn in api.client("ssm-incidents").list_replication_sets()["replicationSetArns"]:
        api.client("ssm-incidents").delete_replication_set(arn=arn)
    chatbot = api.client("chatbot")
    for one in chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]:
        chatbot.delete_slack_channel_configuration(ChatConfigurationArn=one["ChatConfigurationArn"])


@pytest.fixture
def provider(fresh: Provider) -> Provider:
    """With the replication set that everything else depends on."""
    ReplicationSet(fresh, region=bag({"name": "us-east-1", "kms_key_arn": "DefaultKey"})).apply()
    return fresh
