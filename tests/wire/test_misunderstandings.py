"""A request that cannot be understood is told so, in the form that its sender reads."""

from __future__ import annotations

import json

import pytest

from bot.http.aws_wire import LARGEST_BODY, WireRequest
from core.vocabulary.catalog import catalog
from tests.wire.asking import CONTACTS, LIST_CONTACTS, PLAN, START, asked, get, post, refused
from tests.wire.raw_requests import raw_request


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
