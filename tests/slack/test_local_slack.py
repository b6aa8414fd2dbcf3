"""Does the local Slack carry everything that somebody can do to an app, and back, in both modes?"""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from tests.ports import free_port
from tests.slack.echo import connected, echo_app, served
from tests.slack.local_slack import needs_local_slack, started

pytestmark = needs_local_slack
ANA, BEN, INCIDENTS = "U0ANA", "U0BEN", "C0INCIDENTS"


@pytest.fixture(params=["events", "socket"])
async def slack(request):
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events" if request.param == "events" else None
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(started(request_url=url))
        app = echo_app(slack.api_url, slack.bot_token, slack.signing_secret)
        way = served(app, port) if url else connected(app, slack.api_url, slack.app_token)
        await stack.enter_async_context(way)
        yield slack
        assert slack.problems() == []


async def test_a_mention_is_answered_in_its_thread(slack):
    await slack.mentions(ANA, "help me", channel=INCIDENTS, thread_ts=None)
    [message] = await slack.until(lambda: slack.said_in(INCIDENTS))
    assert message["text"] == "mention: help me"
    await slack.mentions(BEN, "again", channel=INCIDENTS, thread_ts=message["ts"])
    [_, reply] = await slack.until(lambda: len(slack.said_in(INCIDENTS)) == 2 and slack.said_in(INCIDENTS))
    assert reply["thread_ts"] == message["ts"]


async def test_a_direct_message_is_answered(slack):
    await slack.says(BEN, "help")
    await slack.until(lambda: slack.said_to(BEN))
    assert slack.said_to(BEN)[0]["text"] == "direct: help"
    assert slack.said_to(ANA) == []


async def test_a_command_and_its_button_change_a_message(slack):
    await slack.commands(ANA, "list", channel=INCIDENTS)
    [message] = await slack.until(lambda: slack.said_in(INCIDENTS))
    await slack.presses(BEN, "Acknowledge", message)
    await slack.until(lambda: slack.said_in(INCIDENTS)[0]["text"] == "button: 7 by U0BEN")


async def test_a_modal_refuses_and_accepts(slack):
    await slack.commands(ANA, "ask", channel=INCIDENTS)
    [message] = await slack.until(lambda: slack.said_in(INCIDENTS))
    await slack.presses(ANA, "Ask me", message)
    await slack.until(lambda: slack.modals)
    await slack.submits(ANA, title="wrong", impact="1")
    await slack.until(lambda: slack.errors)
    assert slack.errors == {"title": "Say it better"}
    await slack.submits(ANA, title="Checkout is down", impact="1")
    await slack.until(lambda: slack.said_to(ANA))
    assert slack.said_to(ANA)[0]["text"] == "submission: Checkout is down, impact 1"
    await slack.until(lambda: not slack.modals)


async def test_the_home_is_published(slack):
    await slack.opens_home(ANA)
    home = await slack.until(lambda: slack.homes.get(ANA))
    assert home["blocks"][0]["text"]["text"] == "home"
