"""Does the fake Slack behave as Slack does towards slack_sdk and Bolt?"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.deliveries import event, signed
from tests.slack.echo import connected, echo_app, question, served
from tests.slack.fake_slack import FakeSlack


@pytest.fixture
async def slack():
    async with FakeSlack() as slack:
        slack.workspace.person("U1", "ana")
        slack.workspace.person("U2", "guido", "guest")
        slack.workspace.channel("C1", "incidents")
        slack.workspace.channel("C2", "elsewhere", bot_is_in=False)
        yield slack


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)


@pytest.fixture(params=["http", "socket"])
async def ana(slack, request):
    """Ana, with the echo app connected in each of the two ways."""
    app = echo_app(slack.api_url, slack.bot_token, slack.signing_secret)
    async with AsyncExitStack() as stack:
        if request.param == "http":
            slack.request_url = await stack.enter_async_context(served(app))
        else:
            await stack.enter_async_context(connected(app, slack.api_url, slack.app_token))
        yield slack.somebody("U1")
        assert slack.problems == []


async def refusal(call) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response["error"]


async def test_a_posted_message_can_be_read_linked_and_changed(slack, client):
    posted = await client.chat_postMessage(channel="C1", text="down", blocks=question()["blocks"][:1])
    await client.chat_update(channel="C1", ts=posted["ts"], text="up")
    [message] = (await client.conversations_history(channel="C1"))["messages"]
    assert message["text"] == "up"
    assert message["blocks"], "an update without blocks leaves them standing"
    link = await client.chat_getPermalink(channel="C1", message_ts=posted["ts"])
    assert link["permalink"].endswith("/C1/p" + posted["ts"].replace(".", ""))


async def test_a_reply_stays_in_its_thread(client):
    root = (await client.chat_postMessage(channel="C1", text="root"))["ts"]
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=root)
    thread = await client.conversations_replies(channel="C1", ts=root)
    assert [one["text"] for one in thread["messages"]] == ["root", "reply"]
    assert [one["text"] for one in (await client.conversations_history(channel="C1"))["messages"]] == ["root"]


async def test_wrong_calls_get_slacks_own_words(slack, client):
    assert await refusal(client.chat_postMessage(channel="C9", text="x")) == "channel_not_found"
    assert await refusal(client.chat_postMessage(channel="C2", text="x")) == "not_in_channel"
    assert await refusal(client.api_call("chat.postMessage", json={"channel": "C1"})) == "no_text"
    assert await refusal(client.chat_update(channel="C1", ts="1.2", text="x")) == "message_not_found"
    assert await refusal(client.users_info(user="U9")) == "user_not_found"
    assert await refusal(client.views_open(trigger_id="stale", view=question())) == "invalid_trigger_id"
    assert await refusal(client.team_info()) == "missing_scope"
    assert await refusal(client.api_call("chat.shout")) == "unknown_method"
    assert await refusal(AsyncWebClient(token="xoxb-other", base_url=slack.api_url).auth_test()) == "invalid_auth"


async def test_bad_blocks_are_refused_and_remembered(slack, client):
    refused = client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "section", "text": "x"}])
    assert await refusal(refused) == "invalid_blocks"
    assert "chat.postMessage: message.blocks[0].text" in slack.problems[0]
    assert slack.said_in("C1") == []


async def test_a_message_that_wakes_the_channel_is_noticed(slack, client):
    await client.chat_postMessage(channel="C1", text="<!channel> hello")
    assert slack.woken == ["<!channel> hello"]


async def test_a_limit_holds_for_its_method_and_channel_only(slack, client):
    slack.limit("chat.postMessage", channel="C1", retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1", text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel="U1", text="a page")
    await client.chat_postMessage(channel="C1", text="again")
    assert [call.status for call in slack.called("chat.postMessage", channel="C1")] == [429, 200]


async def test_a_lost_answer_leaves_the_message_posted(slack, client):
    slack.lose("chat.postMessage")
    client.retry_handlers.clear()
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="x")
    assert len(slack.said_in("C1")) == 1


async def test_a_failure_and_a_slow_answer_come_as_often_as_asked_for(slack, client):
    slack.fail("users.info", "fatal_error", times=2)
    assert [await refusal(client.users_info(user="U1")) for _ in range(2)] == ["fatal_error"] * 2
    slack.slow("users.info", 0.05)
    asked_at = asyncio.get_running_loop().time()
    await client.users_info(user="U1")
    assert asyncio.get_running_loop().time() - asked_at >= 0.05


async def test_standing_shows_in_what_slack_tells_of_a_person(slack, client):
    slack.workspace.person("U3", "ines", "stranger")
    assert (await client.users_info(user="U2"))["user"]["is_restricted"]
    assert (await client.users_info(user="U3"))["user"]["is_stranger"]
    ana = (await client.users_info(user="U1"))["user"]
    assert (ana["is_restricted"], ana["profile"]["email"]) == (False, "ana@example.com")


async def test_a_file_goes_up_in_three_steps(slack, client):
    await client.files_upload_v2(channel="C1", content="long output", filename="answer.txt", initial_comment="Here")
    [message] = slack.said_in("C1")
    assert message["text"] == "Here"
    assert slack.workspace.files[message["files"][0]["id"]]["content"] == b"long output"


def test_the_signature_is_the_one_that_slack_sdk_verifies():
    verifier = SignatureVerifier("secret")
    headers = signed(b'{"a": 1}', "secret")
    assert verifier.is_valid_request(b'{"a": 1}', headers)
    assert not verifier.is_valid_request(b'{"a": 2}', headers)
    assert not verifier.is_valid_request(b'{"a": 1}', signed(b'{"a": 1}', "secret", timestamp=1_700_000_000))


async def test_a_mention_reaches_the_app_and_its_answer_the_channel(slack, ana):
    answers = await ana.mentions("help me", channel="C1")
    assert [answer.status for answer in answers] == [200, 200]
    [message] = await slack.until(lambda: slack.said_in("C1"))
    assert message["text"] == "mention: help me"


async def test_a_direct_message_needs_no_mention(slack, ana):
    await ana.says("help")
    await slack.until(lambda: slack.said_in("U1"))
    assert slack.said_in("U1")[0]["text"] == "direct: help"


async def test_a_button_changes_its_message(slack, ana):
    assert (await ana.commands("list", channel="C1")).status == 200
    [message] = await slack.until(lambda: slack.said_in("C1"))
    await ana.presses("Acknowledge", message)
    await slack.until(lambda: slack.called("chat.update"))
    assert slack.said_in("C1")[0]["text"] == "button: 7 by U1"


async def test_a_modal_is_opened_refused_and_accepted(slack, ana):
    await ana.commands("ask", channel="C1")
    [message] = await slack.until(lambda: slack.said_in("C1"))
    await ana.presses("echo:Ask", message)
    await slack.until(lambda: slack.workspace.views)
    [view] = slack.workspace.views.values()
    refused = await ana.submits(view, title="wrong")
    assert refused.body["errors"] == {"title": "Say it better"}
    assert (await ana.submits(view, title="Checkout is down", impact="1")).body == ""
    await slack.until(lambda: slack.said_in("U1"))
    assert slack.said_in("U1")[0]["text"] == "submission: Checkout is down, impact 1"


async def test_opening_the_home_publishes_it(slack, ana):
    await ana.opens_home()
    home = await slack.until(lambda: slack.workspace.homes.get("U1"))
    assert home["blocks"][0]["text"]["text"] == "home"


async def test_an_unsigned_delivery_is_refused_by_the_app(slack):
    app = echo_app(slack.api_url, slack.bot_token, "another secret")
    async with served(app) as slack.request_url:
        assert (await slack.deliver(event({"type": "app_home_opened", "user": "U1"}))).status == 401


def test_a_retry_is_the_same_delivery_with_a_number():
    first = event({"type": "app_mention"})
    again = replace(first, retry=2)
    assert again.body() == first.body()
    assert again.headers("secret")["X-Slack-Retry-Num"] == "2"
    assert "X-Slack-Retry-Num" not in first.headers("secret")
