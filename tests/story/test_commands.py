"""What somebody tries first in the demo, and how it answers; all in one running demo, because nothing here disturbs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.scenarios.world import words
from tests.slack.local_slack import needs_local_slack
from tests.story.demo import ANA, CHLOE, GENERAL, Story, demo

pytestmark = [needs_local_slack, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    async with demo(tmp_path_factory.mktemp("demo"), minute="1s") as running:
        yield running


async def test_help_says_how_to_begin(story: Story) -> None:
    answer = words(await story.types(CHLOE, "help"))
    assert "@aws ssm-incidents start-incident" in answer
    assert "@aws ssm-contacts help" in answer


async def test_a_mistyped_command_is_told_the_right_one_and_changes_nothing(story: Story) -> None:
    answer = words(await story.types(CHLOE, "ssm-incidents strat-incident --response-plan-arn checkout"))
    assert "`@aws ssm-incidents start-incident --response-plan-arn checkout`" in answer
    assert story.cards() == []


async def test_a_missing_value_is_asked_for_and_the_next_message_in_the_thread_completes_the_command(
    story: Story,
) -> None:
    asked = await story.types(CHLOE, "ssm-incidents get-response-plan", "--arn")
    await story.slack.says(CHLOE, "search", channel=GENERAL, thread_ts=asked["thread_ts"])
    await story.slack.until(lambda: "Search is impaired" in answers(story, asked["thread_ts"]))


async def test_a_deletion_asks_first_and_does_nothing_when_it_is_not_meant(story: Story) -> None:
    asked = await story.types(ANA, "ssm-contacts delete-contact --contact-id dev", "Keep it")
    assert "contact/dev" in words(asked)
    await story.slack.presses(ANA, "Keep it", asked)
    assert "contact/dev" in words(await story.types(ANA, "ssm-contacts list-contacts"))


async def test_a_deletion_that_is_meant_is_carried_out(story: Story) -> None:
    made = "ssm-contacts create-contact --alias erin --display-name Erin --type PERSONAL --plan Stages=[]"
    assert "contact/erin" in words(await story.types(ANA, made))
    asked = await story.types(ANA, "ssm-contacts delete-contact --contact-id erin", "Keep it")
    await story.slack.presses(ANA, "Delete", asked)
    await story.slack.until(lambda: "Deleted." in "".join(words(one) for one in story.slack.said_in(GENERAL)))
    listed = words(await story.types(ANA, "ssm-contacts list-contacts"))
    assert "contact/dev" in listed
    assert "contact/erin" not in listed


async def test_a_slash_command_is_answered_for_ones_own_eyes(story: Story) -> None:
    await story.slack.commands(CHLOE, "ssm-incidents list-response-plans", channel=GENERAL)
    said = await story.slack.until(
        lambda: [one for one in story.slack.said_in(GENERAL) if "response-plan/search" in words(one)
                 and one.get("ephemeral_to") == CHLOE]
    )  # fmt: skip
    assert "response-plan/checkout" in words(said[0])


async def test_whoami_names_the_contact_through_which_one_is_paged(story: Story) -> None:
    answer = words(await story.types(CHLOE, "whoami"))
    assert "assumed-role/muster-slack/U0CHLOE" in answer
    assert "contact/chloe" in answer


async def test_the_sample_incidents_are_there_with_their_stories(story: Story) -> None:
    listed = words(await story.types(CHLOE, "ssm-incidents list-incident-records"))
    for title in ("Order confirmations are not sent", "Card payments fail", "Search answers with yesterday's prices"):
        assert title in listed


def answers(story: Story, thread: str) -> str:
    """What the bot has said in a thread."""
    return "\n".join(words(one) for one in story.slack.said_in(GENERAL) if one.get("thread_ts") == thread)
