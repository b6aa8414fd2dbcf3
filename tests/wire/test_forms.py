"""The forms of the query protocol, and its XML."""

from __future__ import annotations

import tracemalloc

import pytest

from bot.http.aws_wire import WireRequest, decode, encode_refusal, operation_of
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from tests.wire.asking import FORM, asked, refused


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
