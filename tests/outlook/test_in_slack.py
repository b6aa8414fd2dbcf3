"""What do people in Slack hear of what lies ahead: in a table and a picture, in a list, and below what they do?"""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.slack.oncall.fairness import Asked, read
from core.clock import SystemClock
from tests.slack.empty_workspace import ANA, CHANNEL, EmptyWorkspace
from tests.slack.test_on_call import ARN, asked, furnished, override, rotation, schedule
from tests.slack.world import texts


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    async with EmptyWorkspace(tmp_path) as world:
        await furnished(world)
        yield world
        assert world.slack.problems == []
        assert world.slack.woken == []


async def said(world: EmptyWorkspace, text: str) -> str:
    """The answer to a command."""
    await world.slack.somebody(ANA).mentions(text, channel=CHANNEL)
    await world.settled()
    message = world.slack.said_in(CHANNEL)[-1]
    return "\n".join(texts(message["blocks"])) if "blocks" in message else str(message["text"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Asked("", 8, False)),
        ("shop", Asked("shop", 8, False)),
        ("shop 4", Asked("shop", 4, False)),
        ("The Shop last 12 weeks", Asked("The Shop", 12, True)),
        ("last week", Asked("", 8, True)),
        ("past 2w", Asked("", 2, True)),
        ("shop for the next 3 weeks", Asked("shop", 3, False)),
        ("lasting 3", Asked("lasting", 3, False)),
    ],
)
def test_a_schedule_and_a_time_may_be_given_in_words(text: str, meant: Asked):
    assert read(text) == meant


async def test_fairness_is_a_table_and_a_picture_in_the_thread(world: EmptyWorkspace):
    await asked(world, "fairness shop 8 weeks")
    table, picture = world.slack.said_in(CHANNEL)[-2:]
    answer = "\n".join(texts(table["blocks"]))
    assert "On call in The Shop" in answer
    # On a weekend of hers, the first of eight weeks gives her a fifth.
    assert re.search(r"^Ana Moreira +\d+ +\d+ +7  +[45] +1\.0$", answer, re.M), answer
    assert picture["thread_ts"] == table["thread_ts"]
    [file] = world.slack.workspace.files.values()
    assert file["name"] == "on-call-fairness.png"
    assert Image.open(io.BytesIO(file["content"])).size[0] == 1080


async def test_a_schedule_that_is_not_there_is_answered_with_those_that_are(world: EmptyWorkspace):
    answer = await asked(world, "fairness shp")
    assert "There is no on-call schedule called `shp`" in answer
    assert "`@aws oncall fairness shop`" in answer
    assert "`@aws oncall warnings shop`" in await asked(world, "warnings shp")
    assert "*The Shop*, the next 90 days" in await asked(world, "warnings “the  shop”")


async def test_warnings_are_listed_the_worst_first(world: EmptyWorkspace):
    await schedule(world, "empty", "The Empty")
    lines = (await asked(world, "warnings")).splitlines()
    assert "Nobody is on call in The Empty now, nor for the rest of the next 90 days" in lines[1]
    assert any("has no contact channel" in line for line in lines[2:])


async def test_below_who_is_on_call_stands_who_cannot_be_paged(world: EmptyWorkspace):
    answer = await asked(world, "shop")
    assert "has no contact channel: nobody can page them" in answer


async def test_below_an_empty_override_stands_the_hole_that_it_makes(world: EmptyWorkspace):
    listed = await world.call("ssm-contacts:ListRotations")
    arn = listed["Rotations"][0]["RotationArn"]
    start = SystemClock().now() + timedelta(days=3)
    await override(world, arn, start, start + timedelta(hours=5))
    answer = await said(world, f"ssm-contacts update-rotation --rotation-id {arn} {RECURRENCE}")
    assert "Nobody is on call in The Shop from" in answer
    assert "an override leaves this time to nobody" in answer


RECURRENCE = (
    '--recurrence \'{"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "WeeklySettings": '
    '[{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}]}\''
)


async def test_below_a_deleted_rotation_stands_the_schedule_that_is_left_with_none(world: EmptyWorkspace):
    nights = await rotation(world, "nights", "chloe")
    await schedule(world, "late", "The Late", nights)
    ana = world.slack.somebody(ANA)
    await ana.says(f"ssm-contacts delete-rotation --rotation-id {nights}")
    await world.settled()
    await ana.presses("Delete", world.slack.said_in(ANA)[-1])
    await world.settled()
    assert "Nobody is on call in The Late now" in str(world.slack.called("response_url")[-1].arguments["blocks"])


async def test_below_a_contact_channel_that_is_switched_off_stands_whom_nobody_can_page_now(world: EmptyWorkspace):
    made = await world.call(
        "ssm-contacts:CreateContactChannel",
        ContactId=ARN + "ana", Name="Slack", Type="SLACK", DeliveryAddress={"SimpleAddress": "U1ANA"},
    )  # fmt: skip
    answer = await said(
        world, f"ssm-contacts deactivate-contact-channel --contact-channel-id {made['ContactChannelArn']}"
    )
    assert "Ana Moreira is on call " in answer
    assert "nobody can page them" in answer


async def test_what_is_all_right_is_said_without_a_word_more(world: EmptyWorkspace):
    made = await world.call(
        "ssm-contacts:CreateContactChannel",
        ContactId=ARN + "ana",
        Name="Slack",
        Type="SLACK",
        DeliveryAddress={"SimpleAddress": "U1ANA"},
        DeferActivation=True,
    )
    assert made
    assert "\N{WARNING SIGN}" not in await said(world, "ssm-incidents list-response-plans")
