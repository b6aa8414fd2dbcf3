"""Does the local Slack carry everything that somebody can do to an app, and back, in both modes?"""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from tests.slack.echo import connected, echo_app, served
from tests.slack.local_slack import LocalSlack, free_port, needs_local_slack

pytestmark = needs_local_slack


@pytest.fixture(params=["events", "socket"])
async def slack(request):
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events" if request.param == "events" else None
    async with AsyncExitStack() as stack:
        workspace = LocalSlack(people={"U1": "ana", "U2": "ben"}, channels={"C1": "incidents"}, request_url=url)
        slack = await stack.enter_async_context(workspace)
        app = echo_app(slack.api_url, slack.bot_token, slack.signing_secret)
        way = served(app, port) if url else connected(app, slack.api_url, slack.app_token)
        await stack.enter_async_context(way)
        yield slack
        assert slack.problems() == []


async def test_a_mention_is_answered_in_its_thread(slack):
    await slack.mentions("U1", "help me", channel="C1", thread_ts=None)
    [message] = await slack.until(lambda: slack.said_in("C1"))
    assert message["text"] == "mention: help me"
    await slack.mentions("U2", "again", channel="C1", thread_ts=message["ts"])
    [_, reply] = await slack.until(lambda: len(slack.said_in("C1")) == 2 and slack.said_in("C1"))
    assert reply["thread_ts"] == message["ts"]


async def test_a_direct_message_is_answered(slack):
    await slack.says("U2", "help")
    await slack.until(lambda: slack.said_to("U2"))
    assert slack.said_to("U2")[0]["text"] == "direct: help"
    assert slack.said_to("U1") == []


async def test_a_command_and_its_button_change_a_message(slack):
    await slack.commands("U1", "list", channel="C1")
    [message] = await slack.until(lambda: slack.said_in("C1"))
    await slack.presses("U2", "Acknowledge", message)
    await slack.until(lambda: slack.said_in("C1")[0]["text"] == "button: 7 by U2")


async def test_a_modal_refuses_and_accepts(slack):
    await slack.commands("U1", "ask", channel="C1")
    [message] = await slack.until(lambda: slack.said_in("C1"))
    await slack.presses("U1", "Ask me", message)
    await slack.until(lambda: slack.modals)
    await slack.submits("U1", title="wrong", impact="1")
    await slack.until(lambda: slack.errors)
    assert slack.errors == {"title": "Say it better"}
    await slack.submits("U1", title="Checkout is down", impact="1")
    await slack.until(lambda: slack.said_to("U1"))
    assert slack.said_to("U1")[0]["text"] == "submission: Checkout is down, impact 1"
    await slack.until(lambda: not slack.modals)


async def test_the_home_is_published(slack):
    await slack.opens_home("U1")
    home = await slack.until(lambda: slack.homes.get("U1"))
    assert home["blocks"][0]["text"]["text"] == "home"
