"""Do pages, cards and stories reach Slack, and change there as things change?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.delivery import slack_history
from bot.delivery.slack_channel import SlackChannels
from bot.delivery.slack_dm import SlackDirectMessages
from bot.slack.blocks import incident, page, warning
from bot.slack.web import SlackWeb
from core.announcements.card import StoryLine
from core.engine.ports import CannotDeliver, TryLater
from tests.slack.fake_slack import FakeSlack
from tests.slack.memory import MovableClock
from tests.slack.test_looks import a_card, a_page_message, a_warning, an_activation
from tests.slack.world import ARNS, AT, INCIDENT, shown

ANA = "U2ANA"


class Post:
    def __init__(self, slack: FakeSlack, session: aiohttp.ClientSession) -> None:
        self.clock = MovableClock()
        web = SlackWeb(session, slack.bot_token, self.clock, slack.api_url)
        self.slack = slack
        self.carrier = SlackDirectMessages(
            web,
            lambda message: page.page(message).payload,
            lambda message: page.activation(message).payload,
            lambda message: warning.warning(message).payload,
        )
        self.board = SlackChannels(
            web, lambda card: incident.card(card).payload, lambda lines: incident.story(lines).payload
        )


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        slack.workspace.person(ANA, "ana")
        slack.workspace.channel("C1", "incidents")
        yield Post(slack, session)
        assert slack.problems == []
        assert slack.woken == []


def buttons(message: dict[str, Any]) -> list[str]:
    return [one["action_id"] for block in message["blocks"] for one in block.get("elements", []) if "action_id" in one]


async def test_a_page_is_a_direct_message_with_a_button(post: Post) -> None:
    handed_over = await post.carrier.page(a_page_message())
    (message,) = post.slack.said_in(ANA)
    assert handed_over.reference == f"D0{ANA}/{message['ts']}"
    assert buttons(message) == ["ssm-contacts:AcceptPage"]


async def test_what_a_message_carries_unseen_is_ids_only(post: Post) -> None:
    await post.carrier.page(a_page_message())
    (call,) = post.slack.called("chat.postMessage")
    assert call.arguments["metadata"] == {
        "event_type": "muster_page",
        "event_payload": {"page": ARNS.page("ana", "p1"), "attempt": 1},
    }


async def test_a_page_sent_again_rings_again_and_its_predecessor_loses_its_button(post: Post) -> None:
    first = await post.carrier.page(a_page_message())
    second = await post.carrier.page(a_page_message(attempt=2, reference=first.reference))
    assert second.reference != first.reference
    earlier, later = post.slack.said_in(ANA)
    assert buttons(earlier) == []
    assert "Sent again" in shown(earlier)
    assert buttons(later) == ["ssm-contacts:AcceptPage"]
    assert "sent 2 times" in shown(later)


async def test_a_page_is_out_even_where_its_predecessor_cannot_be_changed(post: Post) -> None:
    first = await post.carrier.page(a_page_message())
    post.slack.limit("chat.update", retry_after=60)
    await post.carrier.page(a_page_message(attempt=2, reference=first.reference))
    assert len(post.slack.said_in(ANA)) == 2


async def test_in_the_end_no_message_of_a_page_keeps_a_button_that_a_rate_limit_left_on_it(post: Post) -> None:
    first = await post.carrier.page(a_page_message())
    post.slack.limit("chat.update", retry_after=60)
    again = a_page_message(attempt=2, reference=first.reference)
    second = await post.carrier.page(again)
    assert [len(buttons(each)) for each in post.slack.said_in(ANA)] == [1, 1]
    post.clock.ahead = timedelta(seconds=60)
    await post.carrier.revise(replace(again, reference=second.reference, outcome="Acknowledged by Ben", outcome_at=AT))
    assert ["Acknowledged by Ben" in shown(each) for each in post.slack.said_in(ANA)] == [True, True]
    assert [buttons(each) for each in post.slack.said_in(ANA)] == [[], []]


async def test_a_page_that_was_found_again_does_not_forget_its_predecessor(post: Post) -> None:
    first = await post.carrier.page(a_page_message())
    again = a_page_message(attempt=2)  # died before it could change the first
    second = await post.carrier.page(again)
    found = await post.carrier.find(replace(again, reference=first.reference))
    assert found is not None
    assert found.reference == f"{first.reference} {second.reference}"


async def test_a_message_that_was_removed_does_not_keep_the_others_from_being_changed(post: Post) -> None:
    sent = await post.carrier.page(a_page_message())
    references = f"D0{ANA}/1.000001 {sent.reference}"
    with suppress(CannotDeliver):
        await post.carrier.revise(a_page_message(reference=references, outcome="Acknowledged by Ben", outcome_at=AT))
    (message,) = post.slack.said_in(ANA)
    assert buttons(message) == []


async def test_a_page_that_was_answered_says_so(post: Post) -> None:
    message = a_page_message()
    sent = await post.carrier.page(message)
    await post.carrier.revise(replace(message, reference=sent.reference, outcome="Acknowledged by Ben", outcome_at=AT))
    (page_message,) = post.slack.said_in(ANA)
    assert "Acknowledged by Ben" in shown(page_message)
    assert buttons(page_message) == []
    await post.carrier.revise(replace(message, reference=None, outcome="never sent"))


async def test_the_conversation_is_opened_once(post: Post) -> None:
    for _ in range(3):
        await post.carrier.page(a_page_message())
    assert len(post.slack.called("conversations.open")) == 1


async def test_nobody_pages_who_is_not_there(post: Post) -> None:
    with pytest.raises(CannotDeliver, match="no such person"):
        await post.carrier.page(a_page_message(address="U9NOBODY"))
    post.slack.workspace.person("U8GONE", "gone", "deactivated")
    with pytest.raises(CannotDeliver, match="deactivated"):
        await post.carrier.page(a_page_message(address="U8GONE"))


async def test_a_rate_limit_is_for_later(post: Post) -> None:
    post.slack.limit("chat.postMessage", retry_after=3)
    with pytest.raises(TryLater):
        await post.carrier.page(a_page_message())


async def test_a_request_to_be_paged_has_two_buttons_and_a_code(post: Post) -> None:
    await post.carrier.activate(an_activation("Ana"))
    (message,) = post.slack.said_in(ANA)
    assert buttons(message) == ["ssm-contacts:ActivateContactChannel", "ssm-contacts:DeactivateContactChannel"]
    assert "654321" in shown(message)


async def test_a_warning_says_who_tried_what_and_asks_for_nothing(post: Post) -> None:
    await post.carrier.warn(a_warning("U3BEN"))
    (message,) = post.slack.said_in(ANA)
    assert "Somebody tried to *acknowledge a page that asks you*" in shown(message)
    assert "U3BEN" in shown(message)
    assert buttons(message) == []


async def test_a_card_is_edited_in_place_and_its_story_is_told_in_its_thread(post: Post) -> None:
    posted = await post.board.put_card("C1", a_card(), f"{INCIDENT} C1", None)
    again = await post.board.put_card("C1", a_card(status="RESOLVED", resolved_at=AT), f"{INCIDENT} C1", posted.ts)
    assert again == posted
    lines = [StoryLine(event_id="e1", at=AT, icon="page", text="Ana <!channel> was paged")]
    await post.board.tell("C1", posted.ts, lines, "e1")
    card, told = post.slack.said_in("C1")
    assert "Resolved" in shown(card)
    assert told["thread_ts"] == card["ts"]
    assert "Ana &lt;!channel&gt; was paged" in shown(told)


async def test_a_card_that_somebody_deleted_is_posted_anew(post: Post) -> None:
    posted = await post.board.put_card("C1", a_card(), "k", "1.1")
    assert posted.ts != "1.1"
    assert len(post.slack.said_in("C1")) == 1


async def test_a_channel_without_us_is_told_how_to_invite(post: Post) -> None:
    post.slack.workspace.channels["C1"].members.clear()
    with pytest.raises(CannotDeliver, match="invite"):
        await post.board.put_card("C1", a_card(), "k", None)


async def test_a_card_that_was_posted_before_a_crash_is_found_again(post: Post) -> None:
    assert await post.board.find_card("C1", INCIDENT) is None
    posted = await post.board.put_card("C1", a_card("Checkout is down"), "key", None)
    assert await post.board.find_card("C1", INCIDENT) == posted.ts
    assert await post.board.find_card("C1", f"{INCIDENT}0") is None
    assert await post.board.find_card("C0NOWHERE", INCIDENT) is None


async def test_a_page_that_was_posted_is_found_by_its_name_and_attempt(post: Post) -> None:
    message = a_page_message()
    assert await post.carrier.find(message) is None
    sent = await post.carrier.page(message)
    found = await post.carrier.find(message)
    assert found == replace(sent, at=slack_history.at(sent.info))
    assert await post.carrier.find(replace(message, attempt=2)) is None
    assert await post.carrier.find(replace(message, page_arn=ARNS.page("ana", "p2"))) is None


async def test_a_page_is_found_among_the_hundreds_that_came_after_it_in_a_storm(post: Post) -> None:
    sent = await post.carrier.page(a_page_message())
    made_at = slack_history.at(sent.info)
    message = a_page_message(made_at=made_at)
    direct = post.slack.workspace.direct(ANA)
    for number in range(450):
        post.slack.workspace.post(direct, "UBOT", f"something else {number}")
    found = await post.carrier.find(message)
    assert found and found.reference == sent.reference
    # What is known to be no older than the storm is not searched for before it.
    asked = len(post.slack.called("conversations.history"))
    assert await post.carrier.find(replace(message, attempt=2, made_at=made_at + timedelta(hours=1))) is None
    assert len(post.slack.called("conversations.history")) == asked + 1


async def test_whoever_looks_for_a_page_hears_that_slack_does_not_show_it_now(post: Post) -> None:
    await post.carrier.page(a_page_message())
    post.slack.fail("conversations.history", "missing_scope")
    with pytest.raises(CannotDeliver):
        await post.carrier.find(a_page_message())
    post.slack.limit("conversations.history", retry_after=60)
    with pytest.raises(TryLater):
        await post.carrier.find(a_page_message())
