"""What is fuzzed: each target is a way in, with what comes in there and what must hold whatever that is."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from hypothesis import reject
from hypothesis import strategies as st

from bot.http import aws_wire, json_text, sigv4
from bot.http.aws_wire import WireRequest
from bot.http.intake import sns
from bot.http.intake.rejected import Rejected
from bot.http.origin import arrived
from bot.slack.addresses import is_slacks
from bot.slack.app import Keeping, slack_app
from bot.slack.commands import understand, understand_reply
from bot.slack.door import Door
from bot.slack.people import Ourselves
from bot.slack.signature import sign, signed
from bot.slack.typed_text import plain
from core.errors import Refusal
from core.policies.document import parsed
from core.policies.evaluation import PolicySets, decide
from core.policies.policy import Policy
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example, example_params
from core.vocabulary.understanding import Command
from tests.fuzz.spoiling import misshapen, spoilt
from tests.http.signing import signed as botocore_signs
from tests.rules.deciding import asking
from tests.slack.deliveries import command, event, interaction, said
from tests.slack.memory import Inbox, MovableClock
from tests.wire.raw_requests import raw_request

AT_MOST = 0.25
"""Seconds of the processor's time for one input: nobody else is answered meanwhile."""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Target:
    inputs: st.SearchStrategy[Any]
    try_out: Callable[[Any], object]
    """Raises where the input breaks something."""

    def __call__(self, value: Any) -> None:
        taken = self._taken(value)
        if taken >= AT_MOST:  # of which some may have been the collector's, after all the inputs before
            taken = min(self._taken(value) for _ in range(3))
        assert taken < AT_MOST, f"took {taken:.2f} s"

    def _taken(self, value: Any) -> float:
        started = time.process_time()
        self.try_out(value)
        return time.process_time() - started


def command_text(text: str) -> None:
    """What somebody typed is understood or explained, and what a command still lacks can be said next."""
    understood = understand(plain(text, "UBOT"), NOW, catalog())
    if isinstance(understood, Command) and understood.missing:
        understand_reply(understood, plain(text[::-1]), NOW, catalog())


def wire_request(request: WireRequest) -> None:
    """A request means an operation or is refused in AWS's form, and what it says is valid or refused."""
    try:
        operation = aws_wire.operation_of(request)
        validate(operation, aws_wire.decode(operation, request))
    except Refusal as refusal:
        answer = aws_wire.encode_refusal(request, refusal, "id")
        assert 400 <= answer.status < 500, refusal


def json_body(body: bytes) -> None:
    """A body is an object that can be written again, or it is refused."""
    try:
        json_text.written(json_text.parsed(body))
    except Refusal:
        return


def signature_headers(request: WireRequest) -> None:
    """No header makes a stranger somebody, and none breaks anything."""
    try:
        sigv4.proven(sigv4.parsed(request, NOW, catalog().services), None, NOW)
    except Refusal as refusal:
        assert refusal.code
    else:
        raise AssertionError("a stranger was believed")


def policy(text: str) -> None:
    """A policy that is taken can be asked, and one that allows nothing to anybody is never taken for more."""
    try:
        document = parsed(text, 20_000)
    except Refusal:
        return
    decide(asking(), PolicySets(identity=(Policy("arn:aws:iam::111122223333:policy/x", document),)))


def slack_delivery(body: bytes) -> None:
    """What Slack signed gets an answer, and never an exception; what it did not sign is not believed."""
    assert _slack_answer(body) in (200, 400, 404)
    assert not signed(body, "1700000000", body.decode("latin-1"), ["secret"], NOW)


def addresses(text: str) -> None:
    """Whatever address is named and forwarded, somebody or nobody is meant by it."""
    is_slacks(text, "https://slack.com/api/")
    headers = {"X-Forwarded-For": text.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "")}
    arrived(make_mocked_request("GET", "/", headers), "127.0.0.1", ())


def sns_message(body: bytes) -> None:
    """A message that SNS did not send is rejected, and nobody is asked about it."""
    try:
        asyncio.run(sns.believed(body, sns.Topics(arns=frozenset({TOPIC})), _Nobody(), NOW))
    except Rejected:
        return
    raise AssertionError("it was believed")


class _Nobody:
    async def certificate(self, url: str) -> bytes:
        assert url.startswith("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-")
        return b""

    async def has_come(self, key: str) -> bool:
        return False


def _slack_answer(body: bytes) -> int:
    at = str(int(NOW.timestamp()))
    kind = "application/json" if body[:1] in (b"{", b"[") else "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(body, at, "secret")}

    async def answered() -> web.Response:
        stream = StreamReader(BaseProtocol(asyncio.get_running_loop()), 2**16)
        stream.feed_data(body)
        stream.feed_eof()
        return await _door().handle(make_mocked_request("POST", "/slack/events", headers, payload=stream))

    return asyncio.run(answered()).status


class _Then:
    def now(self) -> datetime:
        return NOW


@cache
def _door() -> Door:
    logging.getLogger("muster.bolt").setLevel(logging.CRITICAL)
    keeping = Keeping(Inbox(), lambda entry: None, Ourselves(), MovableClock())
    return Door(slack_app([keeping], "http://127.0.0.1:1/api/"), ["secret"], _Then())


TOPIC = "arn:aws:sns:us-east-1:111122223333:alarms"
OPERATIONS = tuple(catalog().values())
COMMANDS = tuple(f"<@UBOT> {example(operation).removeprefix('@aws ')}" for operation in OPERATIONS)
REQUESTS = tuple(raw_request(operation, example_params(operation)) for operation in OPERATIONS)
BODIES = tuple(request.body for request in REQUESTS if request.body)
STATEMENTS: tuple[dict[str, Any], ...] = (
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {
        "Sid": "a",
        "Effect": "Deny",
        "NotAction": ["ssm-contacts:Get*"],
        "NotResource": "arn:aws:x:*:*:?",
        "Condition": {
            "ForAnyValue:StringLikeIfExists": {"aws:username": ["${aws:username}", "a*"]},
            "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
            "Null": {"aws:TokenIssueTime": "true"},
            "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"},
        },
    },
    {
        "Effect": "Allow",
        "Principal": {"AWS": ["111122223333", "*"]},
        "Action": ["ssm-incidents:*"],
        "Resource": "arn:aws:ssm-incidents::111122223333:response-plan/x",
    },
)
DOCUMENTS = tuple({"Version": "2012-10-17", "Statement": [one]} for one in STATEMENTS)
DELIVERIES = (
    event(said({"type": "message", "user": "U1", "text": "x", "ts": "1.2", "thread_ts": "1.1"}, "C1", "channel")),
    event({"type": "app_mention", "user": "U1", "text": "<@UBOT> help", "ts": "1.2", "channel": "C1"}),
    command("help", user="U1", channel="C1", trigger="1.2.3", response_url="https://hooks.slack.com/x"),
    interaction("block_actions", user="U1", trigger="1.2.3", actions=[{"action_id": "a", "value": "b"}]),
    interaction("view_submission", user="U1", trigger="1.2.3", view={"callback_id": "x", "state": {"values": {}}}),
)  # fmt: skip
BODIES_OF_SLACK = tuple(one.body() for one in DELIVERIES)
SNS = json.dumps({
    "Type": "SubscriptionConfirmation", "MessageId": "1", "Token": "t", "TopicArn": TOPIC, "Message": "m",
    "SubscribeURL": f"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=t",
    "Timestamp": "2026-03-01T11:59:00.000Z", "SignatureVersion": "2", "Signature": "AAAA",
    "SigningCertURL": f"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{'0' * 32}.pem",
}).encode()  # fmt: skip
ADDRESSES = ("https://hooks.slack.com/commands/T1", "1.1.1.1, [::1]:80, 10.0.0.1", "http://user:pass@host:99999/%zz?#")


@st.composite
def _requests(draw: st.DrawFn) -> WireRequest:
    made = draw(st.sampled_from(REQUESTS))
    headers = dict(made.headers)
    for name in draw(st.lists(st.sampled_from(["content-type", "x-amz-target", "content-encoding"]), max_size=2)):
        headers[name] = draw(spoilt([headers.get(name, "application/json"), "application/x-www-form-urlencoded"]))
    path = draw(spoilt([made.raw_path, "/tags/arn%3Aaws", "/?Action=AssumeRole"]) | st.just(made.raw_path))
    return WireRequest(
        draw(st.sampled_from([made.method, "POST", "GET"])), path, headers, draw(spoilt([made.body, b"{}"]))
    )


@cache
def _signed() -> WireRequest:
    arrived_ = botocore_signs(catalog()["ssm-incidents:ListIncidentRecords"], {}, "token")
    return WireRequest(arrived_.method, arrived_.raw_path, sigv4.joined(arrived_.headers), arrived_.body)


@st.composite
def _signed_requests(draw: st.DrawFn) -> WireRequest:
    made = _signed()
    headers = dict(made.headers) | {"x-amz-date": "20260301T120000Z"}
    for name in draw(st.lists(st.sampled_from([*headers, "x-amz-content-sha256", "x-amz-security-token"]), max_size=3)):
        headers[name] = draw(spoilt([headers.get(name, "x"), headers["authorization"]]))
    return WireRequest(made.method, draw(spoilt([made.raw_path])), headers, draw(spoilt([made.body])))


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def _misshapen_deliveries() -> st.SearchStrategy[bytes]:
    """As events come, and as the rest does: as JSON in a form, or as a form."""
    events = misshapen([one.payload for one in DELIVERIES if one.kind == "events_api"]).map(_bytes)
    pressed = misshapen([one.payload for one in DELIVERIES if one.kind == "interactive"])
    return events | pressed.map(lambda value: urlencode({"payload": json.dumps(value)}).encode())


@st.composite
def _misshapen_requests(draw: st.DrawFn) -> WireRequest:
    operation = draw(st.sampled_from(OPERATIONS))
    params = draw(misshapen([example_params(operation)]))
    try:
        return raw_request(operation, params if isinstance(params, dict) else {})
    except (TypeError, ValueError):  # nobody can send it: a list has no place in a path
        reject()


TARGETS = {
    "command text": Target(spoilt(COMMANDS) | st.text(), command_text),
    "wire requests": Target(_requests() | _misshapen_requests(), wire_request),
    "JSON bodies": Target(spoilt(BODIES) | st.binary(), json_body),
    "signature headers": Target(_signed_requests(), signature_headers),
    "policies": Target((spoilt([json.dumps(one) for one in DOCUMENTS]) | misshapen(DOCUMENTS).map(json.dumps)), policy),
    "Slack deliveries": Target(spoilt(BODIES_OF_SLACK) | _misshapen_deliveries() | st.binary(), slack_delivery),
    "addresses": Target(spoilt(ADDRESSES) | st.text(), addresses),
    "SNS messages": Target(spoilt([SNS]) | misshapen([json.loads(SNS)]).map(_bytes), sns_message),
}
