"""Is whoever is on call in the Slack user groups that schedules name, and is Slack asked no more than it has to be?"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from tests.databases import on_both, tamper
from tests.engine.test_power_cuts import through_cuts
from tests.handoffs.team import NINE, busy, never
from tests.operations.muster import ARNS, START

pytestmark = on_both

TOMORROW = NINE + timedelta(days=1)


async def test_a_group_has_whoever_is_on_call_and_slack_is_asked_once_a_change(team):
    await team.tag(group="S0ONCALL1")
    await team.look()
    assert team.seen.groups == {"S0ONCALL1": ("UANA",)}
    await team.minutes(5)
    await team.at(TOMORROW)
    await team.minutes(5)
    assert team.seen.groups == {"S0ONCALL1": ("UBEN",)}
    assert team.seen.puts == ["S0ONCALL1"] * 2


async def test_several_schedules_share_a_group_and_one_has_several(team):
    second = await team.on_call("second", await team.turns("cleo", "ana"), group="@Oncall @backup")
    await team.tag(group="oncall")
    await team.look()
    assert team.seen.groups == {"oncall": ("UANA", "UCLEO"), "backup": ("UCLEO",)}
    await team.at(TOMORROW)
    assert team.seen.groups == {"oncall": ("UANA", "UBEN"), "backup": ("UANA",)}
    await team.contacts("DeleteContact", ContactId=second)
    await team.minutes(1)
    assert team.seen.groups == {"oncall": ("UBEN",), "backup": ("UANA",)}, "nobody names it, so it is left alone"
    assert [one.name for one in await team.storage.user_groups.all()] == ["oncall"]


async def test_a_group_is_never_emptied_and_that_is_said_once(team, caplog):
    await team.tag(group="oncall")
    await team.look()
    await team.cover(None, START, hours=1)
    with caplog.at_level(logging.WARNING):
        await team.minutes(30)
    assert team.seen.groups == {"oncall": ("UANA",)}
    assert caplog.text.count("Slack takes no empty one") == 1
    await team.minutes(31)
    assert team.seen.puts == ["oncall"], "she is in it already"


async def test_who_has_no_slack_is_left_out_and_named_once(team, caplog):
    await team.person("dora")
    rotation = await team.turns("dora")
    await team.contacts("UpdateContact", ContactId=team.schedule, Plan={"RotationIds": [team.rotation, rotation]})
    [channel] = (await team.contacts("ListContactChannels", ContactId=ARNS.contact("dora")))["ContactChannels"]
    await team.contacts(
        "DeactivateContactChannel",
        ContactChannelId=channel["ContactChannelArn"],
        caller=team.themselves("dora", admin=True),
    )
    await team.tag(group="oncall")
    with caplog.at_level(logging.WARNING):
        await team.look()
        await team.minutes(5)
    assert team.seen.groups == {"oncall": ("UANA",)}
    assert caplog.text.count(f"lacks {ARNS.contact('dora')}") == 1


async def test_a_limit_is_waited_for(team):
    await team.tag(group="oncall")
    team.seen.trouble["oncall"] = [busy(seconds=45)]
    await team.look()
    await team.wait(seconds=44)
    assert team.seen.groups == {}
    await team.wait(seconds=1)
    assert team.seen.groups == {"oncall": ("UANA",)}
    assert team.seen.puts == ["oncall"] * 2


async def test_what_slack_refuses_operators_hear_once_and_it_is_tried_again_every_ten_minutes(team):
    await team.on_call("second", await team.turns("cleo"), group="other")
    await team.tag(group="oncall")
    team.seen.trouble["oncall"] = [never(), never()]
    await team.look()
    assert team.seen.groups == {"other": ("UCLEO",)}, "the others are not kept waiting"
    assert "the schedule weekly is not kept in step" in await team.operators.state()
    await team.minutes(9)
    assert team.seen.puts.count("oncall") == 1
    await team.minutes(11)
    assert team.seen.puts.count("oncall") == 3
    assert team.seen.groups["oncall"] == ("UANA",)
    assert await team.operators.state() == "ok"


async def test_a_schedule_that_cannot_be_read_takes_nobody_out_of_the_group(team, tmp_path):
    await team.on_call("second", await team.turns("cleo"), group="oncall")
    await team.tag(group="oncall")
    await team.look()
    tamper(tmp_path, f"UPDATE rotation SET version = version + 1 WHERE arn = '{team.rotation}'")  # noqa: S608
    team.begin_again()
    await team.at(TOMORROW)
    assert team.seen.groups == {"oncall": ("UANA", "UCLEO")}


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("commits", range(3))
async def test_whoever_dies_in_between_leaves_the_right_people(team, cut, commits):
    await team.tag(group="oncall")
    setattr(team.store, cut, team.store.commits + commits)
    await through_cuts(team, team.look)
    await team.minutes(2)
    assert team.seen.groups == {"oncall": ("UANA",)}
    assert len(team.seen.puts) <= 2
