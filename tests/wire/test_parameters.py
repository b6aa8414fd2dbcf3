"""Where a parameter travels, and what its value may be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.model import Shape

from bot.http.aws_wire import WireRequest, decode, operation_of
from bot.http.text_values import value_of
from core.vocabulary.constraints import validate
from tests.wire.asking import CONTACTS, PLAN, asked, get, post, refused


@pytest.mark.parametrize(
    "rest",
    [
        "arn%3Aaws%3Assm-incidents%3A%3A111122223333%3Aresponse-plan%2Fcheckout",
        "arn:aws:ssm-incidents::111122223333:response-plan/checkout",
        "arn:aws:ssm-incidents::111122223333:response-plan%2fcheckout",
    ],
)
def test_the_arn_in_a_path_may_be_escaped_or_not(rest: str) -> None:
    assert asked(get(f"/tags/{rest}")) == ("ssm-incidents:ListTagsForResource", {"resourceArn": PLAN})


def test_an_escaped_path_is_unescaped_once() -> None:
    assert asked(get("/tags/a%252Fb%20c+d%C3%A4%25"))[1] == {"resourceArn": "a%2Fb c+dä%"}


@pytest.mark.parametrize("path", ["/tags/%ff", "/getResponsePlan?arn=%ff", "/getResponsePlan?" + "arn=a&" * 1001])
def test_a_path_must_be_utf_8_and_have_a_bounded_number_of_fields(path: str) -> None:
    code, answer = refused(get(path))
    assert (code, answer.status) == ("SerializationException", 400)


@pytest.mark.parametrize(
    ("type_name", "text", "value"),
    [
        ("integer", "-12", -12),
        ("long", "9" * 20, "9" * 20),
        ("integer", "1.0", "1.0"),
        ("integer", "\u0661", "\u0661"),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", "True", "True"),
        ("timestamp", "1767323045.678", 1767323045.678),
        ("timestamp", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("timestamp", "nan", "nan"),
        ("string", "1", "1"),
    ],
)
def test_a_text_stands_for_what_its_shape_says_or_stays_as_it_is(type_name: str, text: str, value: Any) -> None:
    read = value_of(Shape("Any", {"type": type_name}), text)
    assert read == value and type(read) is type(value)


def test_repeated_fields_of_a_query_string_are_a_list() -> None:
    request = get("/tags/x?tagKeys=a&other=1&tagKeys=b%26+c&tagKeys=", "DELETE")
    assert asked(request) == ("ssm-incidents:UntagResource", {"resourceArn": "x", "tagKeys": ["a", "b& c", ""]})


def test_a_single_value_that_is_given_twice_is_refused() -> None:
    assert asked(get(f"/getResponsePlan?arn={PLAN}"))[1] == {"arn": PLAN}
    assert refused(get(f"/getResponsePlan?arn={PLAN}&arn={PLAN}"))[0] == "ValidationException"


def test_some_posts_have_their_arn_in_the_query_string_and_nothing_else() -> None:
    for body in (b"", b"{}", b"[[["):
        request = WireRequest("POST", f"/deleteReplicationSet?arn={PLAN}", {}, body)
        assert asked(request) == ("ssm-incidents:DeleteReplicationSet", {"arn": PLAN})
    page = post(f"/getResourcePolicies?resourceArn={PLAN}", {"maxResults": 5})
    assert asked(page) == ("ssm-incidents:GetResourcePolicies", {"resourceArn": PLAN, "maxResults": 5})


def test_a_member_counts_only_in_its_own_place() -> None:
    assert asked(post("/tags/x", {"resourceArn": "y", "tags": {"a": "b"}}))[1] == {
        "resourceArn": "x",
        "tags": {"a": "b"},
    }
    assert asked(post("/getResourcePolicies", {"resourceArn": PLAN}))[1] == {}
    assert asked(post(f"/startIncident?title=query&responsePlanArn={PLAN}", {"title": "body"}))[1] == {"title": "body"}


@pytest.mark.parametrize("path", ["/listIncidentRecords", "/listResponsePlans", "/listReplicationSets"])
def test_an_empty_body_is_an_empty_object(path: str) -> None:
    assert asked(WireRequest("POST", path, {}, b""))[1] == asked(post(path, "{}"))[1] == {}


def test_contacts_may_leave_the_body_out_too() -> None:
    assert asked(WireRequest("POST", "/", CONTACTS, b"")) == ("ssm-contacts:ListContacts", {})


def test_what_is_unknown_or_null_is_dropped_at_every_depth() -> None:
    body = {
        "name": "checkout",
        "displayName": None,
        "colour": "red",
        "incidentTemplate": {"title": "t", "impact": 1, "summary": None, "mood": {"deep": [1]}},
        "chatChannel": {"empty": {"no": "thing"}},
        "engagements": None,
    }
    expected = {"name": "checkout", "incidentTemplate": {"title": "t", "impact": 1}, "chatChannel": {"empty": {}}}
    assert asked(post("/createResponsePlan", body))[1] == expected


def test_a_null_within_a_list_is_not_absent() -> None:
    code, _ = refused(post("/batchGetIncidentFindings", {"incidentRecordArn": PLAN, "findingIds": [None]}))
    assert code == "ValidationException"


@pytest.mark.parametrize("impact", ["1.0", "5.0", '"1"', "true", "[1]", "6", "-0.5", "1e0", "9" * 4000])
def test_an_integer_is_a_whole_number_and_nothing_like_it(impact: str) -> None:
    code, answer = refused(post("/startIncident", f'{{"responsePlanArn": "{PLAN}", "impact": {impact}}}'))
    assert (code, answer.status) == ("ValidationException", 400)
    assert "'impact'" in json.loads(answer.body)["message"]


@pytest.mark.parametrize(
    ("sent", "means"),
    [
        ("1767323045", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1767323045.678", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
        ("1.767323045E9", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ('"2026-01-02T04:04:05+01:00"', datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_a_time_is_a_number_of_seconds_and_may_be_iso_8601(sent: str, means: datetime) -> None:
    request = WireRequest(
        "POST",
        "/",
        {**CONTACTS, "x-amz-target": "SSMContacts.ListEngagements"},
        f'{{"TimeRangeValue": {{"StartTime": {sent}}}}}'.encode(),
    )
    operation = operation_of(request)
    assert validate(operation, decode(operation, request)) == {"TimeRangeValue": {"StartTime": means}}


@pytest.mark.parametrize("wrong", ["1e300", "-1e300", "9" * 300, "true", '"soon"', "[]", "1e12"])
def test_a_time_outside_the_calendar_is_refused(wrong: str) -> None:
    request = WireRequest(
        "POST",
        "/",
        {**CONTACTS, "x-amz-target": "SSMContacts.ListEngagements"},
        f'{{"TimeRangeValue": {{"StartTime": {wrong}}}}}'.encode(),
    )
    assert refused(request)[0] == "ValidationException"


@pytest.mark.parametrize("chat", [{}, {"empty": {}, "chatbotSns": ["x"]}, {"unknown": 1}])
def test_a_union_that_is_sent_has_exactly_one_member(chat: dict[str, Any]) -> None:
    body = {"name": "checkout", "incidentTemplate": {"title": "t", "impact": 1}, "chatChannel": chat}
    code, answer = refused(post("/createResponsePlan", body))
    assert (code, answer.status) == ("ValidationException", 400)
