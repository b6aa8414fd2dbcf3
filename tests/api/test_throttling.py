"""Throttling as a client meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from core.vocabulary.catalog import catalog
from tests.api.running import ONCE, Api, running
from tests.wire.raw_requests import raw_request

PAGE = "arn:aws:ssm-contacts:us-east-1:111122223333:page/jane/0a1b2c3d-1111-4222-8333-444455556666"


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Api]:
    """Twenty at once, and ten a second after that."""
    with running(tmp_path, requests_per_second=10) as api:
        api.onboard()
        yield api


def exhaust(api: Api, service: str, operation: str) -> dict[str, object]:
    """Ask until the answer is no; that answer."""
    client = api.client(service)
    with pytest.raises(ClientError) as no:
        for _ in range(200):
            getattr(client, operation)()
    response: dict[str, object] = no.value.response
    return response


def test_each_service_says_it_in_its_own_words(slow: Api) -> None:
    told = exhaust(slow, "ssm-contacts", "list_contacts")
    assert told["Error"]["Code"] == "ThrottlingException"  # type: ignore[index]
    assert told["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"  # type: ignore[index]
    assert (told["ServiceCode"], told["RetryAfterSeconds"]) == ("ssm-contacts", 1)
    told = exhaust(slow, "ssm-incidents", "list_replication_sets")
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 429  # type: ignore[index]
    assert (told["serviceCode"], told["quotaCode"]) == ("ssm-incidents", "RequestsPerSecond")


def test_a_page_is_accepted_in_the_middle_of_a_list_loop(slow: Api) -> None:
    exhaust(slow, "ssm-contacts", "list_contacts")
    accept = raw_request(
        catalog()["ssm-contacts:AcceptPage"], {"PageId": PAGE, "AcceptType": "READ", "AcceptCode": "123456"}
    )
    assert slow.send(slow.signed(accept, "ssm-contacts")).code == "ResourceNotFoundException"


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_a_client_waits_by_itself_and_gets_all_its_answers(slow: Api, mode: str) -> None:
    patient = slow.client("ssm-contacts", config=Config(retries={"mode": mode, "total_max_attempts": 8}))
    repeated = 0
    while not repeated:
        repeated = patient.list_contacts()["ResponseMetadata"]["RetryAttempts"]
    assert repeated


def test_sessions_under_other_names_bring_nobody_more_requests(slow: Api) -> None:
    role = f"arn:aws:iam::{slow.muster.settings.account_id}:role/MusterAdministrator"
    assumed = slow.client("sts").assume_role(RoleArn=role, RoleSessionName="another")["Credentials"]
    exhaust(slow, "ssm-contacts", "list_contacts")
    session = boto3.client(
        "ssm-contacts", region_name="us-east-1", endpoint_url=slow.url, config=ONCE,
        aws_access_key_id=assumed["AccessKeyId"], aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
    )  # fmt: skip
    with pytest.raises(ClientError, match="ThrottlingException"):
        for _ in range(15):
            session.list_contacts()
