"""What a topic means: Amazon SNS as moto plays it, a program's webhook, a room of Amazon Chime or Slack."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
import pytest
from aiohttp import web

from bot import environment
from bot.assembly.outward import THEIR_OWN, post_by
from bot.delivery.targets.by_topic import TargetsByTopic
from bot.delivery.targets.webhook import Webhook
from bot.http.outgoing import Outgoing
from bot.notification_topics import Topics, topics
from core.engine.ports import CannotDeliver, TryLater
from core.notifications.notification import Notification
from tests.keys.aws import moto_server
from tests.operations.muster import MovableClock

ROOM = "arn:aws:sns:us-east-1:111122223333:room"
SAID = Notification(key="E1", group="arn:incident", message='{"id":"E1"}', sentence="Checkout is down: it began.")


@dataclass
class Listener:
    """A program at an address of this machine."""

    url: str = ""
    status: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/{path:.*}", listener.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as found:
        yield found


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    opened = Outgoing(THEIR_OWN)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def aws(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    return endpoint


def targets(text: str, outgoing: Outgoing) -> TargetsByTopic:
    return TargetsByTopic(topics(text), post_by(outgoing), MovableClock())


async def test_a_program_hears_aws_s_message_under_a_key_that_stays(listener, outgoing):
    await targets(f"{ROOM}={listener.url}", outgoing).publish(ROOM, SAID)
    [(headers, body)] = listener.heard
    assert json.loads(body) == {"id": "E1"}
    assert headers["Idempotency-Key"] == "E1"


@pytest.mark.parametrize(
    ("host", "member"), [("hooks.chime.aws", "Content"), ("hooks.slack.com", "text")], ids=["Chime", "Slack"]
)
async def test_a_room_reads_the_sentence(host, member):
    sent: list[bytes] = []

    async def post(_url: str, _headers: Any, body: bytes) -> int:
        sent.append(body)
        return 200

    await Webhook(f"https://{host}/incomingwebhooks/1?token=t", post).say(SAID.sentence, SAID.message, SAID.key)
    assert json.loads(sent[0]) == {member: SAID.sentence}


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_webhook_in_trouble_is_asked_again_later(listener, outgoing, status):
    listener.status = status
    with pytest.raises(TryLater, match=str(status)):
        await targets(f"{ROOM}={listener.url}", outgoing).publish(ROOM, SAID)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 410])
async def test_a_webhook_that_refuses_is_not_followed_and_not_asked_again(listener, outgoing, status):
    listener.status = status
    with pytest.raises(CannotDeliver, match=str(status)):
        await targets(f"{ROOM}={listener.url}", outgoing).publish(ROOM, SAID)
    assert len(listener.heard) == 1


async def test_where_nobody_listens_it_is_tried_again_and_the_address_is_not_told(outgoing):
    async with listening() as gone:
        url = gone.url
    with pytest.raises(TryLater) as problem:
        await targets(f"{ROOM}={url}", outgoing).publish(ROOM, SAID)
    assert "hook" not in str(problem.value)


async def test_a_topic_of_sns_delivers_the_message(aws, outgoing):
    sns, sqs = (boto3.client(name, region_name="us-east-1") for name in ("sns", "sqs"))
    topic = sns.create_topic(Name="incidents")["TopicArn"]
    queue = sqs.create_queue(QueueName="reader")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    await targets("aws", outgoing).publish(topic, SAID)
    [read] = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(read["Body"])["Message"] == SAID.message


async def test_a_fifo_topic_takes_what_is_sent_twice_once(aws, outgoing):
    sns, sqs = (boto3.client(name, region_name="us-east-1") for name in ("sns", "sqs"))
    topic = sns.create_topic(Name="incidents.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    queue = sqs.create_queue(QueueName="reader.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    clock = MovableClock()
    told = TargetsByTopic(Topics(aws=True), post_by(outgoing), clock)
    await told.publish(topic, SAID)
    clock.advance(seconds=1)
    await told.publish(topic, SAID)
    assert [one["Body"] for one in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]] == [
        SAID.message
    ]


async def test_a_topic_that_does_not_exist_is_hopeless(aws, outgoing):
    with pytest.raises(CannotDeliver, match="NotFound"):
        await targets("aws", outgoing).publish(f"{ROOM}-gone", SAID)


async def test_sns_that_does_not_answer_is_asked_again(aws, outgoing, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(TryLater):
        await targets("aws", outgoing).publish(ROOM, SAID)


async def test_a_topic_that_nothing_is_said_of_is_named_with_what_to_set(outgoing):
    with pytest.raises(CannotDeliver, match="MUSTER_NOTIFICATIONS does not name it: add aws, or arn:"):
        await targets("", outgoing).publish(ROOM, SAID)


async def test_a_room_takes_one_message_a_second_and_each_waits_for_its_own_turn(listener, outgoing):
    clock = MovableClock()
    told = TargetsByTopic(topics(f"{ROOM}={listener.url}"), post_by(outgoing), clock)
    several = [Notification(key=f"E{n}", group="g", message="{}", sentence="") for n in range(4)]
    waits = {}
    for one in several:
        try:
            await told.publish(ROOM, one)
        except TryLater as wait:
            waits[one.key] = wait.after
    assert waits == {f"E{n}": timedelta(seconds=n) for n in (1, 2, 3)}
    clock.advance(seconds=3)
    for one in several[1:]:
        await told.publish(ROOM, one)
    assert [headers["Idempotency-Key"] for headers, _ in listener.heard] == ["E0", "E1", "E2", "E3"]


@pytest.mark.parametrize(
    "text",
    [
        "sns",
        ROOM,
        f"{ROOM}=ftp://x",
        f"{ROOM}=http://example.com/",
        f"{ROOM}=https://u:secret@example.com/",
        "room=https://x/",
    ],
)
def test_a_setting_that_cannot_be_used_says_what_would_do_and_not_what_was_written(text):
    with pytest.raises(ValueError, match="expected") as problem:
        topics(text)
    assert "secret" not in str(problem.value)


def test_a_topic_with_its_webhook_is_not_taken_for_the_name_of_a_parameter():
    read = environment.read({"MUSTER_NOTIFICATIONS": f"aws, {ROOM}=https://example.com/hook"})
    assert (read.notifications.aws, dict(read.notifications.webhooks)) == (True, {ROOM: "https://example.com/hook"})


def test_addresses_are_not_shown():
    assert "token" not in repr(topics(f"{ROOM}=https://hooks.chime.aws/1?token=t"))
