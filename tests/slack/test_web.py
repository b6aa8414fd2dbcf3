"""How does Slack's Web API get asked, and what do its refusals become?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.slack.people import Ourselves
from bot.slack.web import NEVER, SlackSays, SlackWeb
from bot.slack.workspace import SlackWorkspace
from core.engine.ports import CannotDeliver, TryLater
from tests.slack.fake_slack import FakeSlack
from tests.slack.memory import MovableClock


class Line:
    """One way to one fake Slack."""

    def __init__(self, slack: FakeSlack, session: aiohttp.ClientSession) -> None:
        self.slack, self.clock = slack, MovableClock()
        self.web = SlackWeb(session, slack.bot_token, self.clock, slack.api_url)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        slack.workspace.person("U1", "ana")
        slack.workspace.channel("C1", "incidents")
        slack.workspace.channel("C2", "other")
        yield Line(slack, session)


async def test_nothing_in_a_message_becomes_more_than_it_says(line: Line) -> None:
    await line.web.call("chat.postMessage", channel="C1", text="hi", thread_ts=None)
    (call,) = line.slack.called("chat.postMessage")
    quiet = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
    assert {name: call.arguments[name] for name in quiet} == quiet
    assert "thread_ts" not in call.arguments


async def test_a_limit_holds_for_its_method_and_channel_and_slack_is_not_asked_meanwhile(line: Line) -> None:
    line.slack.limit("chat.postMessage", channel="C1", retry_after=30)
    with pytest.raises(TryLater) as first:
        await line.web.call("chat.postMessage", channel="C1", text="hi")
    assert first.value.after == timedelta(seconds=30)
    with pytest.raises(TryLater) as second:
        await line.web.call("chat.postMessage", channel="C1", text="hi")
    assert timedelta(seconds=29) < second.value.after <= timedelta(seconds=30)
    assert len(line.slack.called("chat.postMessage")) == 1
    await line.web.call("chat.postMessage", channel="C2", text="a page does not wait")
    line.clock.ahead = timedelta(seconds=31)
    await line.web.call("chat.postMessage", channel="C1", text="hi")


@pytest.mark.parametrize("error", sorted(NEVER))
async def test_what_can_never_work_says_why_in_words(line: Line, error: str) -> None:
    line.slack.fail("chat.postMessage", error)
    with pytest.raises(CannotDeliver) as no:
        await line.web.call("chat.postMessage", channel="C1", text="hi")
    assert "_" not in str(no.value).replace("SLACK_BOT_TOKEN", "")
    assert isinstance(no.value, SlackSays)
    assert no.value.error == error


@pytest.mark.parametrize("error", ["internal_error", "service_unavailable", "ratelimited"])
async def test_what_may_work_later_is_for_later_and_ever_later(line: Line, error: str) -> None:
    line.slack.fail("auth.test", error, times=4)
    waits = []
    for _ in range(4):
        with pytest.raises(TryLater) as wait:
            await line.web.call("auth.test")
        waits.append(wait.value.after)
    assert waits == sorted(set(waits))
    assert (await line.web.call("auth.test"))["user_id"] == "U0BOT"


async def test_a_slack_that_is_not_there_is_for_later(line: Line) -> None:
    line.slack.lose("auth.test")
    with pytest.raises(TryLater):
        await line.web.call("auth.test")
    async with aiohttp.ClientSession() as session:
        nowhere = SlackWeb(session, "xoxb-secret", MovableClock(), "http://127.0.0.1:1/api/")
        with pytest.raises(TryLater) as wait:
            await nowhere.call("auth.test")
    assert "xoxb" not in str(wait.value)


async def test_the_workspace_is_asked_about_channels_and_about_ourselves(line: Line) -> None:
    workspace = SlackWorkspace(line.web, Ourselves())
    assert await workspace.team() == ("T0TEAM", "Example")
    assert await workspace.channel_name("C1") == "incidents"
    assert await workspace.channel_name("C9NOWHERE") is None
    assert await workspace.post_test_message("C1", "It works.") is None
    line.slack.workspace.channels["C2"].members.clear()
    assert await workspace.post_test_message("C2", "It works.") == "not_in_channel"


async def test_without_a_token_nobody_is_asked(line: Line) -> None:
    async with aiohttp.ClientSession() as session:
        tokenless = SlackWeb(session, "", line.clock, line.slack.api_url)
        with pytest.raises(SlackSays) as no:
            await tokenless.call("auth.test")
        assert await SlackWorkspace(tokenless, Ourselves()).team() is None
    assert "SLACK_BOT_TOKEN" in str(no.value)
    assert line.slack.calls == []
