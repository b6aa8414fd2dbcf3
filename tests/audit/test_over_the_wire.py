"""Everything that is asked over the wire is recorded, whoever asks and whatever is said to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.api.running import Api, running
from tests.wire.raw_requests import WireRequest

ANA = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}, "DisplayName": "Canary Bird"}
UNSIGNED = WireRequest("POST", "/", {"host": "x", "x-amz-target": "SSMContacts.ListContacts"}, b"{}")


def events(api: Api, **asked: Any) -> list[dict[str, Any]]:
    """As an auditor gets them with boto3, the newest first."""
    api.run(api.muster.storage.trail.settled())
    pages = api.client("cloudtrail").get_paginator("lookup_events").paginate(**asked)
    return [one for page in pages for one in page["Events"]]


def written(api: Api, **asked: Any) -> list[dict[str, Any]]:
    return [json.loads(one["CloudTrailEvent"]) for one in events(api, **asked)]


def attribute(key: str, value: str) -> list[dict[str, str]]:
    return [{"AttributeKey": key, "AttributeValue": value}]


def test_a_call_is_looked_up_by_each_of_its_attributes(api: Api) -> None:
    api.onboard()
    arn = api.client("ssm-contacts").create_contact(**ANA)["ContactArn"]
    [event] = events(api, LookupAttributes=attribute("EventName", "CreateContact"))
    assert (event["Username"], event["EventSource"], event["ReadOnly"]) == (
        "ada",
        "ssm-contacts.amazonaws.com",
        "false",
    )
    assert event["Resources"] == [{"ResourceType": "AWS::SSMContacts::Contact", "ResourceName": arn}]
    told = json.loads(event["CloudTrailEvent"])
    assert (told["sourceIPAddress"], told["responseElements"]) == ("127.0.0.1", {"ContactArn": arn})
    assert told["userAgent"].startswith("Boto3/")
    for key, value in {
        "EventId": event["EventId"],
        "Username": "ada",
        "ResourceName": arn,
        "ResourceType": "AWS::SSMContacts::Contact",
        "EventSource": "ssm-contacts.amazonaws.com",
        "ReadOnly": "false",
        "AccessKeyId": api.key.id,
    }.items():
        assert event["EventId"] in [one["EventId"] for one in events(api, LookupAttributes=attribute(key, value))], key
        assert not events(api, LookupAttributes=attribute(key, f"{value}x"))


def test_the_newest_come_first_page_by_page_and_within_a_time(api: Api) -> None:
    for seconds in range(7):
        api.client("ssm-incidents").list_response_plans()
        api.clock.ahead += timedelta(seconds=seconds + 1)
    all_of_them = events(api, LookupAttributes=attribute("EventName", "ListResponsePlans"))
    times = [one["EventTime"] for one in all_of_them]
    assert times == sorted(times, reverse=True)
    assert len(times) == 7
    paged = events(api, LookupAttributes=attribute("EventName", "ListResponsePlans"), PaginationConfig={"PageSize": 2})
    assert [one["EventId"] for one in paged] == [one["EventId"] for one in all_of_them]
    within = events(
        api, LookupAttributes=attribute("EventName", "ListResponsePlans"), StartTime=times[4], EndTime=times[2]
    )
    assert [one["EventTime"] for one in within] == times[2:5]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"LookupAttributes": attribute("EventName", "x") * 2}, "InvalidLookupAttributesException"),
        ({"NextToken": "made-up"}, "InvalidNextTokenException"),
        ({"StartTime": 2_000_000_000, "EndTime": 1_000_000_000}, "InvalidTimeRangeException"),
    ],
)
def test_what_cloudtrail_does_not_take_is_refused_as_there(api: Api, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as refused:
        api.client("cloudtrail").lookup_events(**asked)
    assert refused.value.response["Error"]["Code"] == code


def test_the_real_aws_cli_gets_an_answer(api: Api) -> None:
    api.client("ssm-incidents").list_response_plans()
    asked = [
        "cloudtrail",
        "lookup-events",
        "--lookup-attributes",
        "AttributeKey=EventName,AttributeValue=ListResponsePlans",
    ]
    api.run(api.muster.storage.trail.settled())
    done = subprocess.run(
        [sys.executable, "-m", "awscli", "--endpoint-url", api.url, *asked],
        env={
            "AWS_ACCESS_KEY_ID": api.key.id,
            "AWS_SECRET_ACCESS_KEY": api.key.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "PATH": "",
            "AWS_CONFIG_FILE": "/dev/null",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert [one["EventName"] for one in json.loads(done.stdout)["Events"]] == ["ListResponsePlans"]


def refused(call: Any, **asked: Any) -> None:
    with pytest.raises(ClientError):
        call(**asked)


def test_calls_that_are_refused_are_recorded_with_their_codes(api: Api) -> None:
    api.onboard()
    member = api.client("ssm-contacts", key=api.new_key("max", "member"))
    refused(member.create_contact, **ANA)
    refused(api.client("ssm-contacts").get_contact, ContactId="Canary Bird!")
    refused(api.client("ssm-contacts", region="eu-west-3").list_contacts)
    stranger = replace(api.key, secret="x" * 40)
    refused(api.client("ssm-contacts", key=stranger).list_contacts)
    codes = Counter((one["eventName"], one.get("errorCode"), one["userIdentity"]["type"]) for one in written(api))
    assert codes["CreateContact", "AccessDeniedException", "IAMUser"] == 1
    assert codes["GetContact", "ValidationException", "IAMUser"] == 1
    assert codes["Request", "InvalidSignatureException", "IAMUser"] == 1
    assert codes["Request", "InvalidSignatureException", "Unknown"] == 1


def test_bodies_that_nobody_reads_are_recorded_too(api: Api) -> None:
    packed = replace(UNSIGNED, headers={**UNSIGNED.headers, "content-encoding": "gzip"})
    endless = replace(UNSIGNED, headers={**UNSIGNED.headers, "content-length": str(2**21)}, body=b"")
    assert api.send(packed).status == 415
    assert api.send(endless).status in (403, 413)
    codes = {one.get("errorCode") for one in written(api, LookupAttributes=attribute("EventName", "Request"))}
    assert "UnsupportedMediaTypeException" in codes
    assert len(codes) == 2


def test_strangers_are_counted_and_fill_no_disk(api: Api) -> None:
    for _ in range(40):
        assert api.send(UNSIGNED).status == 403
    api.run(api.muster.auditing.tell())
    told = written(api, LookupAttributes=attribute("EventName", "Request"))
    assert len(told) == 6
    assert sum((one.get("additionalEventData") or {}).get("count", 1) for one in told) == 40
    [counted] = [one["additionalEventData"] for one in told if "additionalEventData" in one]
    assert counted == {"count": 35, "sourceIPAddresses": {"127.0.0.1": 35}}


def test_a_principal_that_asks_too_often_is_counted_by_name(tmp_path: Path) -> None:
    with running(tmp_path, requests_per_second=1) as api:
        client = api.client("ssm-incidents")
        throttled = 0
        for _ in range(30):
            try:
                client.list_response_plans()
            except ClientError as refusal:
                assert refusal.response["Error"]["Code"] == "ThrottlingException"
                throttled += 1
        api.run(api.muster.auditing.tell())
        api.clock.ahead += timedelta(minutes=1)
        told = [one for one in written(api) if one.get("errorCode") == "ThrottlingException"]
    assert {(one["eventName"], one["userIdentity"].get("userName")) for one in told} == {("ListResponsePlans", "ada")}
    assert sum((one.get("additionalEventData") or {}).get("count", 1) for one in told) == throttled
    assert len(told) <= 6


def test_nothing_that_somebody_wrote_is_in_what_is_delivered(api: Api, tmp_path: Path) -> None:
    api.onboard()
    api.client("ssm-contacts").create_contact(**ANA)
    refused(api.client("ssm-contacts").create_contact, **{**ANA, "Type": "Canary Bird"})
    assert "Canary" not in json.dumps(written(api))


def test_a_call_that_is_repeated_is_recorded_each_time(api: Api) -> None:
    api.onboard()
    for _ in range(2):
        api.client("ssm-contacts").create_contact(**ANA, IdempotencyToken="again")
    assert len(events(api, LookupAttributes=attribute("EventName", "CreateContact"))) == 2


def test_health_tells_of_the_audit(api: Api) -> None:
    vitals = api.muster.houses.first.vitals
    assert api.run(vitals.checks["audit"]()) == "ok"
    api.muster.storage.trail.tell_damaged("a file")
    assert api.run(vitals.checks["audit"]()) == "a record was damaged before it was delivered"
