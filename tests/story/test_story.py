"""The story of the demo, from a typed command to a resolved incident, in a Slack that somebody could look at."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.scenarios.world import asks, words
from tests.slack.local_slack import needs_local_slack
from tests.story.demo import ANA, BEN, CHLOE, DEV, INCIDENTS, Message, Story, demo, demo_beside

pytestmark = needs_local_slack

START = (
    "ssm-incidents start-incident --response-plan-arn arn:aws:ssm-incidents::111122223333:response-plan/checkout "
    '--title "Checkout is down" --impact 1'
)
EVENTS = [
    "SSM Incident Trigger",
    "SSM Incident Start",
    "SSM Contacts Page for Incident",
    "SSM Contacts Page for Incident",
    "SSM Contacts Page Acknowledgement for Incident",
    "SSM Incident Record Update",
]


@pytest.mark.parametrize("mode", ["events", "socket"])
async def test_an_incident_from_the_command_to_its_end(mode: str, tmp_path: Path) -> None:
    async with demo(tmp_path, minute="1s", socket_mode=mode == "socket") as story:
        card = await starts(story)
        chloes = await story.page_of(CHLOE)
        await story.slack.presses(CHLOE, "Acknowledge", chloes)
        await is_taken_by_chloe(story, card)
        await is_resolved(story, card)


async def test_an_incident_goes_on_where_muster_was_killed_and_is_acknowledged_by_its_code(tmp_path: Path) -> None:
    async with demo_beside(tmp_path, minute="1s") as story:
        card = await starts(story)
        await is_known_to_be_sent(story, await story.page_of(BEN))
        await killed_and_started_again(story)
        chloes = await story.page_of(CHLOE)
        await story.slack.says(CHLOE, f"<@U0AWS> {command_in(chloes)}")
        await is_taken_by_chloe(story, card)
        await killed_and_started_again(story)
        await is_resolved(story, card)


async def starts(story: Story) -> Message:
    """Ana types it, and everybody in the channel sees it at once."""
    answer = words(await story.types(ANA, START, channel=INCIDENTS))
    assert "incident-record/checkout/" in answer
    card = (await story.slack.until(story.cards))[0]
    assert "Checkout is down" in story.now(card)
    assert "Critical" in story.now(card)
    page = await story.page_of(BEN)
    for wanted in ("Checkout is down", "Critical", "since 20", "Acknowledge"):
        assert wanted in words(page)
    assert re.search(r"Code `\d{6}`", words(page))
    return card


async def is_taken_by_chloe(story: Story, card: Message) -> None:
    """Everybody learns who has it, and nobody else is woken."""
    await story.reads(card, "Chloe Dubois acknowledged")
    await story.slack.until(lambda: not any(asks(one) for user in (BEN, CHLOE) for one in story.pages(user)))
    assert "Chloe Dubois" in words(story.pages(BEN)[-1])
    assert "cknowledged" in words(story.pages(CHLOE)[-1])
    await story.slack.until(lambda: "Chloe Dubois acknowledged" in story.thread(card))

    ask = "ssm-contacts list-engagements --query Engagements[0]"
    listed = words(await story.types(ANA, ask, "StopTime", thread=card["ts"], channel=INCIDENTS))
    assert "shop-on-call" in listed
    assert not story.pages(DEV)
    assert not story.pages(ANA)


async def is_resolved(story: Story, card: Message) -> None:
    """Ana ends it on the card, after it has asked whether she means it; the thread has the whole story."""
    await story.slack.presses(ANA, "Resolve", story.slack.messages[INCIDENTS][card["ts"]])
    asked = await story.slack.until(lambda: [one for one in story.slack.said_in(INCIDENTS) if "Not yet" in words(one)])
    assert "Resolved" not in story.now(card)
    await story.slack.presses(ANA, "Resolve", asked[0])
    assert "Checkout is down" in await story.reads(card, "Resolved")

    ask = "ssm-incidents list-timeline-events --sort-order ASCENDING"
    told = words(await story.types(ANA, ask, EVENTS[0], thread=card["ts"], channel=INCIDENTS))
    assert [told.count(event) for event in EVENTS] == [EVENTS.count(event) for event in EVENTS]
    assert all(told.index(one) <= told.index(other) for one, other in pairwise(EVENTS))
    assert len(story.cards()) == 1


async def killed_and_started_again(story: Story) -> None:
    await story.muster.kill()
    await story.muster.start()


async def is_known_to_be_sent(story: Story, page: Message) -> None:
    """The local Slack forgets a message's metadata: a page whose sending is not stored yet would be sent twice."""
    receipts = ""
    while "SENT" not in receipts:
        receipts = words(await story.types(ANA, f"ssm-contacts list-page-receipts --page-id {page_arn(page)}"))


def page_arn(page: Message) -> str:
    return command_in(page).split()[3]


def command_in(page: Message) -> str:
    found = re.search(r"ssm-contacts accept-page [^`]*", words(page))
    assert found
    return found[0]
