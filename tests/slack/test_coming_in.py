"""How do deliveries come in: who is believed, what is kept before Slack hears yes, what becomes of it after a crash?"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.app.async_app import AsyncApp

from bot.bodies import Bodies
from bot.http.server import Server
from bot.slack.deliveries import concerns_us, to_keep
from bot.slack.door import Door
from bot.slack.signature import sign, signed
from tests.slack.deliveries import Delivery, event
from tests.slack.deliveries import signed as slack_signs
from tests.slack.memory import MovableClock
from tests.slack.world import AT, BOSS, CHANNEL, INCIDENT, World, shown

START = "ssm-incidents:StartIncident"
COMMAND = "ssm-incidents start-incident --response-plan-arn checkout"
SLACKS_OWN_EXAMPLE = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def started(work: Any, request: dict[str, Any]) -> dict[str, Any]:
    return {"incidentRecordArn": INCIDENT}


def test_slacks_published_example_is_believed() -> None:
    at = datetime.fromtimestamp(1531420618, UTC)
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    secrets = ["8f742231b10e8888abcd99yyyzzz85a5"]
    assert signed(SLACKS_OWN_EXAMPLE, "1531420618", signature, secrets, at)
    assert signed(SLACKS_OWN_EXAMPLE, "1531420618", signature, ["old", *secrets], at + timedelta(minutes=5))
    assert not signed(SLACKS_OWN_EXAMPLE, "1531420618", signature, secrets, at + timedelta(minutes=5, seconds=1))
    assert not signed(SLACKS_OWN_EXAMPLE + b" ", "1531420618", signature, secrets, at)
    assert not signed(SLACKS_OWN_EXAMPLE, "1531420618", signature, [""], at)
    assert not signed(SLACKS_OWN_EXAMPLE, "1531420618", signature, [], at)


@given(st.text(), st.text(), st.binary())
def test_what_nobody_signed_is_not_believed_and_breaks_nothing(timestamp: str, signature: str, body: bytes) -> None:
    assert not signed(body, timestamp, signature, ["secret"], AT)
    assert not signed(body, str(int(AT.timestamp())), signature, ["secret"], AT)


@pytest.mark.parametrize("timestamp", ["٣٣٣", "1e9", "-1", " 1", "1" * 12, ""])
def test_a_timestamp_is_eleven_plain_digits_at_most(timestamp: str) -> None:
    assert not signed(b"{}", timestamp, sign(b"{}", timestamp, "secret"), ["secret"], AT)


async def post(world: World, body: bytes, **headers: str) -> int:
    async with world.session.post(world.events_url, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


async def test_only_what_slack_signed_is_looked_into() -> None:
    async with World() as world:
        unsigned = {"Content-Type": "application/json"}
        for body in (b"payload={", b"[" * 50_000, b"\xff\xfe", b'{"type":"event_callback"}'):
            assert await post(world, body, **unsigned) == 401
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            assert await post(world, body, **form, **slack_signs(body, "another secret")) == 401
        assert world.inbox.entries == {}


async def test_signed_nonsense_is_refused_quietly(caplog: pytest.LogCaptureFixture) -> None:
    async with World() as world:
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            for body in (b"payload={secret", b"[" * 50_000, b"\xff\xfe", b"[]", b'"secret"', b"payload=[]"):
                signature = slack_signs(body, world.slack.signing_secret)
                assert await post(world, body, **{"Content-Type": kind, **signature}) in (200, 400, 404), body[:20]
        assert world.inbox.entries == {}
        assert "secret" not in caplog.text


@pytest.mark.parametrize("event", [None, [], "x", {}, {"type": None}, {"type": ["message"]}, {"type": {"a": 1}}])
async def test_a_signed_event_that_does_not_say_what_it_is_is_refused(event: Any) -> None:
    async with World() as world:
        body = json.dumps({"type": "event_callback", "team_id": "T0TEAM", "event": event}).encode()
        signature = slack_signs(body, world.slack.signing_secret)
        assert await post(world, body, **{"Content-Type": "application/json", **signature}) == 400


@pytest.mark.parametrize("body", [{"type": "view_closed", "view": None}, {"type": "nobody_knows", "event": []}, {}])
async def test_a_signed_delivery_that_nobody_asked_for_is_taken_note_of_and_no_more(body: dict[str, Any]) -> None:
    async with World() as world:
        form = urlencode({"payload": json.dumps(body)}).encode()
        signature = slack_signs(form, world.slack.signing_secret)
        assert await post(world, form, **{"Content-Type": "application/x-www-form-urlencoded", **signature}) == 200
        assert world.inbox.entries == {}


async def test_bodies_have_a_size_and_no_encoding() -> None:
    async with World() as world:
        large = b"x" * (256 * 1024 + 1)
        assert await post(world, large, **slack_signs(large, world.slack.signing_secret)) == 413
        packed = {"Content-Encoding": "gzip", **slack_signs(b"x", world.slack.signing_secret)}
        assert await post(world, b"x", **packed) == 415


async def test_whoever_sends_a_body_drop_by_drop_is_told_to_stop() -> None:
    door = Door(
        AsyncApp(token="xoxb-none", signing_secret="s"),
        ["s"],
        MovableClock(),
        Bodies(within=timedelta(milliseconds=50)),
    )
    server = Server(door.routes, "127.0.0.1", 0)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 30)
    writer.close()
    await server.stop()


async def test_slacks_own_checks_are_answered() -> None:
    async with World() as world:
        body = json.dumps({"type": "url_verification", "challenge": "echo me"}).encode()
        headers = {"Content-Type": "application/json", **slack_signs(body, world.slack.signing_secret)}
        async with world.session.post(world.events_url, data=body, headers=headers) as answer:
            assert answer.status == 200
            assert "echo me" in await answer.text()


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again() -> None:
    async with World() as world:
        world.operations[START] = started
        world.inbox.broken = True
        answers = await world.slack.somebody(BOSS).mentions(COMMAND, channel=CHANNEL)
        assert {answer.status for answer in answers} >= {500}
        assert world.calls == []


async def test_a_delivery_is_on_disk_before_slack_hears_yes() -> None:
    async with World() as world:
        order: list[str] = []
        take = world.inbox.take

        async def slow_take(entry: Any) -> bool:
            await asyncio.sleep(0.05)
            order.append("stored")
            return await take(entry)

        world.inbox.take = slow_take  # type: ignore[method-assign]
        await world.slack.somebody(BOSS).commands("help", channel=CHANNEL)
        order.append("acknowledged")
        assert order == ["stored", "acknowledged"]


async def test_what_a_dead_process_had_promised_is_carried_out_by_the_next_once() -> None:
    async with World() as world:
        world.operations[START] = started
        world.side.desk._closing.set()  # as if it were killed right after the acknowledgement
        answers = await world.slack.somebody(BOSS).mentions(COMMAND, channel=CHANNEL)
        assert [answer.status for answer in answers] == [200, 200]
        assert world.calls == []
        for _ in range(2):
            next_process = world.slack_side()
            await next_process.start()
            await next_process.desk.idle()
            await next_process.stop()
        assert len(world.asked(START)) == 1
        assert INCIDENT in shown(world.slack.said_in(CHANNEL)[-1])


async def test_a_replay_after_the_effect_was_stored_answers_again_without_doing_it_again() -> None:
    async with World() as world:
        world.operations[START] = started
        await world.said(COMMAND)
        world.inbox.finished.clear()
        next_process = world.slack_side()
        await next_process.start()
        await next_process.desk.idle()
        await next_process.stop()
        assert world.done(START) == 1


async def test_stopping_finishes_what_was_begun() -> None:
    async with World() as world:
        world.operations[START] = started
        world.slack.slow("chat.postMessage", 0.2)
        await world.slack.somebody(BOSS).mentions(COMMAND, channel=CHANNEL)
        await world.side.desk.stop()
        assert len(world.inbox.finished) == 1
        assert len(world.slack.said_in(CHANNEL)) == 1


async def test_in_socket_mode_everything_is_the_same() -> None:
    async with World(socket_mode=True) as world:
        world.operations[START] = started
        assert INCIDENT in await world.said(COMMAND)
        assert await world.side.state() == "connected"
        await world.slack.disconnect()
        await world.slack.until(lambda: world.slack.connected, within=30)
        assert INCIDENT in await world.said(COMMAND)


@pytest.mark.parametrize("event", [None, [], "x", {"type": None}, {"type": ["message"]}, {"type": {"a": 1}}])
async def test_in_socket_mode_what_cannot_be_read_is_taken_note_of_and_reaches_nobody(
    event: Any, caplog: pytest.LogCaptureFixture
) -> None:
    payload = {"type": "event_callback", "team_id": "T0TEAM", "event": event, "said": "canary"}
    async with World(socket_mode=True) as world:
        assert (await world.slack.deliver(Delivery(kind="events_api", payload=payload))).status == 200
        nobodys = {"type": "nobody_knows", "event": []}
        assert (await world.slack.deliver(Delivery(kind="interactive", payload=nobodys))).status == 200
        assert world.inbox.entries == {}
    assert [one for one in caplog.records if one.name.startswith("muster")] == []


async def test_a_process_starts_without_slack_and_finds_it_later() -> None:
    world = World(socket_mode=True)
    world.slack.fail("apps.connections.open", "internal_error", times=1)
    world.slack.fail("auth.test", "internal_error", times=1)
    async with world:
        assert await world.side.state() == "not connected"
        await world.slack.until(lambda: world.slack.connected, within=30)


async def test_nothing_that_people_say_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("hypothesis").setLevel(logging.WARNING)
    async with World() as world:

        def fail(work: Any, request: dict[str, Any]) -> dict[str, Any]:
            raise RuntimeError(f"cannot {request}")

        world.operations[START] = fail
        answer = await world.said(f'{COMMAND} --title "canary in the coal mine"')
        assert "failed; nothing was changed" in answer
        await world.slack.somebody(BOSS).commands("canary in the coal mine", channel=CHANNEL)
        await world.settled()
    ours = [one for one in caplog.records if not one.name.startswith(("aiohttp", "asyncio"))]
    assert not [one for one in ours if "canary" in one.getMessage() or "canary" in str(one.exc_text)]


def an_event(**members: Any) -> dict[str, Any]:
    return event({"type": "message", "channel": "C1", "user": "U1", "text": "x", "ts": "1.1", **members}).payload


@pytest.mark.parametrize(
    "members",
    [
        {"subtype": "message_changed"},
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"user": None},
        {},  # said in a channel, to somebody else
        {"type": "reaction_added"},
    ],
)
def test_what_does_not_concern_us_is_not_kept(members: dict[str, Any]) -> None:
    assert to_keep(an_event(**members), "U0BOT", AT) is None


@pytest.mark.parametrize("members", [{"channel_type": "im"}, {"thread_ts": "1.0"}, {"type": "app_mention"}])
def test_what_may_be_said_to_us_is_kept(members: dict[str, Any]) -> None:
    assert to_keep(an_event(**members), "U0BOT", AT) is not None


def test_a_mention_that_arrives_as_two_events_is_one_delivery() -> None:
    as_message = to_keep(an_event(thread_ts="1.0", text="<@U0BOT> help"), "U0BOT", AT)
    as_mention = to_keep(an_event(thread_ts="1.0", text="<@U0BOT> help", type="app_mention"), "U0BOT", AT)
    assert as_message and as_mention
    assert as_message.id == as_mention.id


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(["type", "event", "command", "trigger_id", "event_id"]), json_values))
def test_no_body_is_too_strange_to_be_looked_at(body: dict[str, Any]) -> None:
    for kind in ("event_callback", "block_actions", "view_submission", body.get("type")):
        to_keep({**body, "type": kind}, "U0BOT", AT)
        concerns_us({**body, "type": kind}, "")
