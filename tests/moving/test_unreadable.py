"""An answer that is cut off, or none of AWS's, tells nothing: not even that there is nothing."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest
from botocore.parsers import create_parser
from hypothesis import given
from hypothesis import strategies as some

from bot.moving.aws_answer import Unreadable, must_have, refuse_misshapen_error, refuse_unreadable
from bot.moving.aws_source import AwsSource
from bot.moving.reading import Reading
from bot.moving.source_gone import SourceGone
from core.moving.resource import Resource, Unread
from core.vocabulary.catalog import catalog
from tests.moving.endpoint import Endpoint, Raw
from tests.moving.house import House
from tests.operations.muster import ARNS

HTML = Raw(b"<html>Please log in</html>", content_type="text/html")
CONTACT = ARNS.contact("ana")
ANA = {"ContactArn": CONTACT, "Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def source(url: str) -> AwsSource:
    return AwsSource("us-east-1", endpoint_url=url, attempts=1)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (HTML, "not whole JSON .* text/html"),
        (Raw(b'{"replicationSetArns": ["arn'), "not whole JSON"),
        (Raw(b""), "not whole JSON"),
        (Raw(b"[" * 100_000), "not whole JSON"),
        ([1], "not an object"),
        ({}, "lacks replicationSetArns"),
        ({"replicationSetArns": None}, "lacks replicationSetArns"),
        ({"replicationSetArns": "abc"}, "replicationSetArns of its answer is not a list"),
        ({"replicationSetArns": [5]}, "replicationSetArns.0 of its answer is not a string"),
        (Raw(b"<html>Nothing here</html>", 404, "text/html"), "status 404"),
        (Raw(b"", 302), "status 302"),
        (Raw(b"[]", 400), "an error in a form that is not AWS"),
        (Raw(b'{"__type": 5}', 400), "an error in a form that is not AWS"),
        (Raw(b'{"__type": "UnknownOperationException", "message": "What?"}', 404), "UnknownOperation|What"),
    ],
)
async def test_what_does_not_speak_as_aws_does_from_the_first_word_on_is_not_listened_to(answer: Any, why: str):
    async with Endpoint({"*": answer}) as url:
        with pytest.raises(SourceGone, match=f"does not speak AWS's API: .*({why})"):
            [one async for one in Reading(source(url)).everything()]


EMPTY: dict[str, Any] = {
    "ListReplicationSets": {"replicationSetArns": []},
    "ListContacts": {"Contacts": []},
    "ListRotations": {"Rotations": []},
    "ListCustomActions": {"CustomActions": []},
    "DescribeSlackChannelConfigurations": {"SlackChannelConfigurations": []},
    "ListResponsePlans": {"responsePlanSummaries": []},
    "ListIncidentRecords": {"incidentRecordSummaries": []},
}


async def test_a_source_with_nothing_in_it_is_told_from_one_that_is_cut_off():
    async with Endpoint(EMPTY) as url:
        assert [one async for one in Reading(source(url)).everything()] == []


@pytest.mark.parametrize("broken", [HTML, Raw(b'{"Rotat'), {}, Raw(b"<html/>", 502, "text/html"), {"Rotations": [{}]}])
async def test_a_list_that_cannot_be_read_is_a_gap(broken: Any):
    async with Endpoint({**EMPTY, "ListRotations": broken}) as url:
        told = [one async for one in Reading(source(url)).everything()]
    assert [(type(one), one.kind) for one in told] == [(Unread, "rotation")]


@pytest.mark.parametrize("broken", [HTML, Raw(b'{"Tags": ['), {}, {"Tags": 5}, {"Tags": [{"Key": 1}]}])
async def test_tags_that_cannot_be_read_are_a_gap_and_those_that_are_here_stay(empty: House, broken: Any):
    contact = {
        "ListContacts": {"Contacts": [ANA]},
        "GetContact": ANA,
        "GetContactPolicy": {"ContactArn": CONTACT},
        "ListContactChannels": {"ContactChannels": []},
    }
    tagged = {"Tags": [{"Key": "team", "Value": "shop"}]}
    await empty.muster.incidents("CreateReplicationSet", regions={"us-east-1": {}}, clientToken="token")
    for tags in (tagged, broken):
        async with Endpoint({**EMPTY, **contact, "ListTagsForResource": tags}) as url:
            told = [one async for one in Reading(source(url)).everything()]
        report = await empty.take([one for one in told if isinstance(one, Resource)][:1])
    assert report.left_behind
    kept = await empty.muster.contacts("ListTagsForResource", ResourceARN=CONTACT)
    assert kept == tagged


def _cut(data: bytes) -> type[StreamRequestHandler]:
    class Cut(StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + data)

    return Cut


async def test_an_answer_that_ends_before_its_length_is_not_whole():
    with ThreadingTCPServer(("127.0.0.1", 0), _cut(b'{"Contacts": []}')) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with pytest.raises(SourceGone, match="cut off after 16 of 1000 bytes"):
                await source(f"http://127.0.0.1:{server.server_address[1]}").call("ssm-contacts:ListContacts", {})
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("action", "members"),
    [
        ("ssm-contacts:ListContacts", {"Contacts"}),
        ("ssm-contacts:ListTagsForResource", {"Tags"}),
        ("ssm-incidents:ListTagsForResource", {"tags"}),
        ("chatbot:GetCustomAction", {"CustomAction"}),
        ("ssm-contacts:GetContactPolicy", set()),
        ("ssm-contacts:GetRotation", {"RotationArn", "Name", "ContactIds", "TimeZoneId", "Recurrence"}),
    ],
)
def test_an_answer_has_to_have_what_it_is_asked_for(action: str, members: set[str]):
    assert must_have(catalog()[action]) == members


READ = ["ssm-contacts:ListContacts", "ssm-contacts:GetRotation", "ssm-contacts:ListTagsForResource"]
NAMES = sorted({name for action in READ for name in catalog()[action].output_shape.members})  # type: ignore[union-attr]
LEAVES = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5)
MEMBERS = some.sampled_from([*NAMES, "ContactArn", "Key", "Value", "WeeklySettings", "__type", "message", "Code"])
ANYTHING = some.recursive(
    LEAVES, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(MEMBERS, inner, max_size=6), max_leaves=8
)
ANSWERS = ANYTHING | some.fixed_dictionaries(dict.fromkeys(NAMES, ANYTHING))


@given(some.sampled_from(READ), ANSWERS, some.sampled_from([200, 400]))
def test_what_is_let_through_botocore_can_read(action: str, told: Any, status: int):
    operation, body = catalog()[action], json.dumps(told).encode()
    try:
        if status == 200:
            refuse_unreadable(operation, body, {})
        else:
            refuse_misshapen_error(body)
    except Unreadable:
        return
    answer = {"body": body, "headers": {}, "status_code": status}
    create_parser("json").parse(answer, operation.output_shape)
