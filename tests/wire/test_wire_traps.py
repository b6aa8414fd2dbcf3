"""The traps of AWS's protocols, one by one."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.model import Shape

from bot.http.aws_wire import LARGEST_BODY, WireAnswer, WireRequest, decode, encode, encode_refusal, operation_of
from bot.http.text_values import value_of
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from tests.wire.raw_requests import raw_request

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
CONTACT = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/jane"
START = catalog()["ssm-incidents:StartIncident"]
CREATE_PLAN = catalog()["ssm-incidents:CreateResponsePlan"]
LIST_CONTACTS = catalog()["ssm-contacts:ListContacts"]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
CONTACTS = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "SSMContacts.ListContacts"}


def get(path: str, method: str = "GET") -> WireRequest:
    return WireRequest(method, path, {}, b"")


def post(path: str, body: bytes | str | dict[str, Any] = b"", **headers: str) -> WireRequest:
    if isinstance(body, dict):
        body = json.dumps(body)
    return WireRequest("POST", path, {**JSON, **headers}, body.encode() if isinstance(body, str) else body)


def asked(request: WireRequest) -> tuple[str, dict[str, Any]]:
    operation = operation_of(request)
    return operation.action, decode(operation, request)


def refused(request: WireRequest) -> tuple[str, WireAnswer]:
    """The code of the refusal, and how it is sent."""
    with pytest.raises(Refusal) as caught:
        operation = operation_of(request)
        validate(operation, decode(operation, request))
    return caught.value.code, encode_refusal(request, caught.value, "id")


def body_of(action: str, answer: dict[str, Any]) -> Any:
    return json.loads(encode(catalog()[action], answer, "id").body)


# Where a parameter is


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


# What a value is


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


# How an answer is written


@pytest.mark.parametrize(
    ("microseconds", "written"),
    [(0, b"1767323045"), (678_000, b"1767323045.678"), (678_999, b"1767323045.678"), (999, b"1767323045")],
)
def test_a_time_is_written_to_the_millisecond_and_whole_seconds_without_a_fraction(
    microseconds: int, written: bytes
) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, microseconds, tzinfo=UTC)
    sent = encode(catalog()["ssm-contacts:DescribeEngagement"], {"StartTime": at}, "id")
    assert sent.body == b'{"StartTime":' + written + b"}"


def test_a_time_before_1970_is_a_negative_number() -> None:
    at = datetime(1969, 12, 31, 23, 59, 58, 500_000, tzinfo=UTC)
    assert body_of("ssm-contacts:DescribeEngagement", {"StartTime": at}) == {"StartTime": -1.5}


@pytest.mark.parametrize("chat", [None, {}, {"chatbotSns": None}])
def test_no_chat_channel_is_sent_where_there_is_none(chat: dict[str, Any] | None) -> None:
    plan = {"arn": PLAN, "name": "checkout", "incidentTemplate": {"title": "t", "impact": 1}, "chatChannel": chat}
    assert "chatChannel" not in body_of("ssm-incidents:GetResponsePlan", plan)


def test_a_chat_channel_that_is_said_to_be_empty_is_sent() -> None:
    sent = body_of("ssm-incidents:GetResponsePlan", {"arn": PLAN, "chatChannel": {"empty": {}}})
    assert sent["chatChannel"] == {"empty": {}}


def test_absent_is_not_null_and_empty_is_not_absent() -> None:
    sent = body_of(
        "ssm-incidents:GetResponsePlan", {"arn": PLAN, "displayName": "", "actions": None, "engagements": []}
    )
    assert sent == {"arn": PLAN, "displayName": "", "engagements": []}


def test_what_the_model_does_not_declare_is_not_told() -> None:
    assert body_of("ssm-contacts:GetContact", {"Alias": "jane", "secret": "x"}) == {"Alias": "jane"}


def test_text_is_sent_as_utf_8() -> None:
    sent = encode(catalog()["ssm-contacts:GetContact"], {"DisplayName": "Käthe 日🔥"}, "id")
    assert "Käthe 日🔥".encode() in sent.body


@pytest.mark.parametrize(
    ("action", "status", "body"),
    [
        ("ssm-incidents:TagResource", 204, b""),
        ("ssm-incidents:DeleteReplicationSet", 204, b""),
        ("ssm-incidents:DeleteResourcePolicy", 200, b"{}"),
        ("ssm-incidents:CreateReplicationSet", 201, b"{}"),
        ("ssm-contacts:StopEngagement", 200, b"{}"),
        ("chatbot:DeleteCustomAction", 204, b""),
    ],
)
def test_nothing_to_say_is_said_as_the_model_wants_it(action: str, status: int, body: bytes) -> None:
    sent = encode(catalog()[action], {}, "id")
    assert (sent.status, sent.body, sent.headers["x-amzn-RequestId"]) == (status, body, "id")
    assert ("Content-Type" in sent.headers) is bool(body)


# What cannot be understood


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/"), 404),
        (get("/nothing"), 404),
        (post("/"), 404),
        (post("/start-incident"), 404),
        (post("/startIncident/"), 404),
        (post("//startIncident"), 404),
        (post("/start%49ncident"), 404),
        (get("/startIncident"), 404),
        (get("/getIncidentRecord", "PUT"), 404),
        (get("/tags/"), 404),
        (get("/tags"), 404),
        (get("/tags/x", "PATCH"), 404),
        (get("/" + "x" * 60_000, "X" * 60_000), 404),
        (WireRequest("POST", "/", {**CONTACTS, "x-amz-target": "SSMContacts.Nothing"}, b"{}"), 400),
        (WireRequest("POST", "/", {**CONTACTS, "x-amz-target": "ssmcontacts.listcontacts"}, b"{}"), 400),
        (WireRequest("POST", "/", {**CONTACTS, "x-amz-target": ""}, b"{}"), 400),
        (WireRequest("GET", "/", CONTACTS, b""), 400),
        (WireRequest("POST", "/startIncident", CONTACTS, b"{}"), 400),
    ],
    ids=lambda one: f"{one.method[:9]} {one.raw_path[:20]}" if isinstance(one, WireRequest) else None,
)
def test_a_request_that_matches_nothing_is_an_unknown_operation(request_: WireRequest, status: int) -> None:
    code, answer = refused(request_)
    assert (code, answer.status) == ("UnknownOperationException", status)
    body = json.loads(answer.body)
    assert body.pop("__type") == answer.headers["x-amzn-ErrorType"] == code
    [(name, message)] = body.items()
    assert name == ("Message" if "x-amz-target" in request_.headers else "message")
    assert len(message) < 200


def test_a_wrong_method_is_told_which_is_right() -> None:
    assert "use POST" in json.loads(refused(get("/startIncident"))[1].body)["message"]


@pytest.mark.parametrize(
    "form", ["", "Action=GetCallerIdentity", "Action=Nothing&Version=2011-06-15", "%ff=%fe", "a=b" * 9, "&" * 2000]
)
def test_a_form_that_matches_nothing_is_answered_in_xml(form: str) -> None:
    _, answer = refused(WireRequest("POST", "/", FORM, form.encode()))
    assert answer.status == 400
    assert answer.headers["Content-Type"] == "text/xml"
    assert b"<Code>InvalidAction</Code>" in answer.body or b"<Code>MalformedQueryString</Code>" in answer.body


def test_a_form_is_posted() -> None:
    form = b"Action=GetCallerIdentity&Version=2011-06-15"
    assert asked(WireRequest("POST", "/", FORM, form)) == ("sts:GetCallerIdentity", {})
    assert b"<Code>InvalidAction</Code>" in refused(WireRequest("PUT", "/", FORM, form))[1].body


def assuming(more: str) -> WireRequest:
    role = "RoleArn=arn:aws:iam::111122223333:role/chat&RoleSessionName=jane"
    return WireRequest("POST", "/", FORM, f"Action=AssumeRole&Version=2011-06-15&{role}&{more}".encode())


@pytest.mark.parametrize(
    "more",
    [
        "Tags.member.1=a&Tags.member.1.Key=b",
        "Tags=&Tags.member.1.Key=b",
        "RoleArn=a",
        "Tags.member.1.Key=b&Tags=",
        "é=a",
    ],
)
def test_a_form_that_contradicts_itself_is_refused(more: str) -> None:
    assert asked(assuming("a.b.c=d&a.b.d=e"))[0] == "sts:AssumeRole"
    assert refused(assuming(more))[0] == "SerializationException"


@pytest.mark.parametrize(
    "numbers", ["1.Key=a&Tags.member.x", "-1", "9" * 20, "9" * 5000, "%C2%B2", "%D9%A1%D9%A1%D9%A1"]
)
def test_the_entries_of_a_list_in_a_form_are_numbered(numbers: str) -> None:
    assert refused(assuming(f"Tags.member.{numbers}.Key=a"))[0] == "ValidationException"


def test_a_form_of_names_with_many_dots_costs_little_memory() -> None:
    request = assuming("a" + ".b" * 400_000)
    tracemalloc.start()
    try:
        decode(operation_of(request), request)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_the_entries_of_a_list_in_a_form_come_in_the_order_of_their_numbers() -> None:
    tags = "&".join(f"Tags.member.{number}.Key=k{number}" for number in (10, 2, 1))
    _, params = asked(WireRequest("POST", "/", FORM, f"Action=AssumeRole&Version=2011-06-15&{tags}".encode()))
    assert [tag["Key"] for tag in params["Tags"]] == ["k1", "k2", "k10"]


def test_what_xml_cannot_hold_is_replaced() -> None:
    answer = encode_refusal(catalog()["sts:AssumeRole"], Refusal("ValidationException", "a\0<b>\ud800"), "id")
    assert b"<Message>a\xef\xbf\xbd&lt;b&gt;\xef\xbf\xbd</Message>" in answer.body


@pytest.mark.parametrize(
    "sent",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json-patch",
        "application/x-amz-json-1.1x",
        "json",
    ],
)
def test_a_body_of_another_type_is_refused(sent: str) -> None:
    for request in (
        raw_request(START, {"responsePlanArn": PLAN}, **{"content-type": sent}),
        raw_request(LIST_CONTACTS, {"Type": "PERSONAL"}, **{"content-type": sent}),
    ):
        code, answer = refused(request)
        assert (code, answer.status) == ("UnsupportedMediaTypeException", 415)


@pytest.mark.parametrize("sent", ["application/json; charset=utf-8", "Application/JSON", "application/x-amz-json-1.1"])
def test_the_type_of_a_body_may_be_spelled_in_several_ways(sent: str) -> None:
    assert asked(raw_request(START, {"title": "t"}, **{"content-type": sent}))[1] == {"title": "t"}


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "identity, gzip", "br", "aws-chunked"])
def test_a_packed_body_is_refused_unread(coding: str) -> None:
    for operation in (START, LIST_CONTACTS, catalog()["sts:AssumeRole"]):
        code, answer = refused(raw_request(operation, {}, **{"content-encoding": coding}))
        assert (code, answer.status) == ("UnsupportedMediaTypeException", 415)
    assert asked(raw_request(START, {"title": "t"}, **{"content-encoding": "identity"}))[1] == {"title": "t"}


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    code, answer = refused(post("/startIncident", b"x" * (LARGEST_BODY + 1)))
    assert (code, answer.status) == ("RequestEntityTooLargeException", 413)


# What is told of an error


def test_the_message_is_where_each_service_has_it() -> None:
    gone = Refusal("ResourceNotFoundException", "Gone.", ResourceId="x", ResourceType="contact", other="y")
    sent = encode_refusal(catalog()["ssm-contacts:GetContact"], gone, "id")
    assert (sent.status, json.loads(sent.body)) == (
        400,
        {"__type": gone.code, "Message": "Gone.", "ResourceId": "x", "ResourceType": "contact"},
    )
    gone = Refusal("ResourceNotFoundException", "Gone.", resourceType="RESPONSE_PLAN", resourceIdentifier=None)
    sent = encode_refusal(catalog()["ssm-incidents:GetResponsePlan"], gone, "id")
    assert (sent.status, json.loads(sent.body)) == (
        404,
        {"__type": gone.code, "message": "Gone.", "resourceType": "RESPONSE_PLAN"},
    )


@pytest.mark.parametrize(
    ("action", "code", "spelled", "status"),
    [
        ("ssm-incidents:StartIncident", "InvalidSignatureException", "InvalidSignatureException", 403),
        ("ssm-contacts:ListContacts", "UnrecognizedClientException", "UnrecognizedClientException", 403),
        ("ssm-contacts:ListContacts", "ThrottlingException", "ThrottlingException", 400),
        ("ssm-incidents:StartIncident", "ThrottlingException", "ThrottlingException", 429),
        ("ssm-contacts:ListContacts", "InternalServerException", "InternalServerException", 500),
        ("chatbot:ListAssociations", "InternalServerException", "InternalServiceError", 500),
        ("chatbot:ListAssociations", "ThrottlingException", "ThrottlingException", 429),
        ("sts:GetCallerIdentity", "InvalidSignatureException", "SignatureDoesNotMatch", 403),
        ("sts:GetCallerIdentity", "ExpiredTokenException", "ExpiredToken", 400),
        ("sts:AssumeRole", "ExpiredTokenException", "ExpiredTokenException", 400),
        ("sts:AssumeRole", "InternalServerException", "InternalFailure", 500),
    ],
)
def test_an_error_has_the_name_and_status_that_its_service_gives_it(
    action: str, code: str, spelled: str, status: int
) -> None:
    answer = encode_refusal(catalog()[action], Refusal(code, "No."), "id")
    assert answer.status == status
    assert f">{spelled}<" in answer.body.decode() or json.loads(answer.body)["__type"] == spelled
