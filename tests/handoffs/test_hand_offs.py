"""Do channels hear of each hand-off once, with what is true?"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.databases import on_both, tamper
from tests.engine.test_power_cuts import through_cuts
from tests.handoffs.team import NINE, OPS_TOPIC, busy, never
from tests.operations.muster import ARNS, START

pytestmark = on_both

TOMORROW = NINE + timedelta(days=1)
ANA_TO_BEN = ("CCHECKOUT", ["Ana"], ["Ben"])


async def test_a_first_look_tells_nothing_and_a_hand_off_is_told_once(team):
    await team.engaged()
    await team.look()
    assert team.seen.posts == []
    await team.at(TOMORROW)
    await team.minutes(10)
    assert team.seen.told() == [ANA_TO_BEN]
    [(_, post)] = team.seen.posts
    assert (post.schedule, post.alias, post.stay) == ("Weekly", "weekly", ())
    assert post.until == TOMORROW + timedelta(days=1)
    assert [one.slack_user_id for one in post.came] == ["UBEN"]


async def test_after_a_long_stop_there_is_one_post(team):
    await team.engaged()
    await team.look()
    await team.at(NINE + timedelta(days=11, hours=3))
    await team.minutes(5)
    assert team.seen.told() == [("CCHECKOUT", ["Ana"], ["Cleo"])]


async def test_a_stop_after_which_the_same_person_is_on_call_is_no_news(team):
    await team.engaged()
    await team.look()
    await team.at(NINE + timedelta(days=30, hours=3))
    assert team.seen.posts == []


async def test_an_override_counts_and_so_does_its_end(team):
    await team.engaged()
    await team.look()
    await team.minutes(5)
    override = await team.cover("cleo", team.clock.now(), hours=3)
    await team.minutes(1)
    assert team.seen.told() == [("CCHECKOUT", ["Ana"], ["Cleo"])]
    assert team.seen.posts[0][1].until == START + timedelta(hours=3, minutes=5)
    await team.minutes(3)
    await team.uncover(override)
    await team.minutes(1)
    assert team.seen.told()[1:] == [("CCHECKOUT", ["Cleo"], ["Ana"])]


async def test_an_override_without_anybody_says_that_nobody_is_on_call(team):
    await team.engaged()
    await team.look()
    await team.minutes(5)
    await team.cover(None, team.clock.now(), minutes=30)
    await team.minutes(1)
    assert team.seen.told() == [("CCHECKOUT", ["Ana"], [])]
    await team.minutes(30)
    assert team.seen.told()[1:] == [("CCHECKOUT", [], ["Ana"])]


async def test_what_goes_back_and_forth_is_told_once(team):
    await team.engaged()
    await team.look()
    await team.at(TOMORROW)
    for _ in range(4):  # half a minute each
        override = await team.cover("ana", team.clock.now(), hours=1)
        team.clock.advance(seconds=15)
        await team.look()
        await team.uncover(override)
        team.clock.advance(seconds=10)
        await team.look()
    await team.minutes(5)
    assert team.seen.told() == [ANA_TO_BEN]


async def test_a_turn_of_one_minute_is_passed_over(team):
    await team.engaged()
    ending = await team.turns("ben", "cleo")
    await team.contacts("UpdateContact", ContactId=team.schedule, Plan={"RotationIds": [ending]})
    team.rotation = ending
    await team.look()
    await team.cover("cleo", START + timedelta(minutes=10), minutes=30)
    team.clock.advance(seconds=1)  # of the two, the one that is made last holds
    await team.cover(None, START + timedelta(minutes=11), minutes=30)
    await team.minutes(60)
    assert team.seen.told() == [("CCHECKOUT", ["Ben"], []), ("CCHECKOUT", [], ["Ben"])]


async def test_who_stays_is_neither_out_nor_in(team):
    other = await team.turns("cleo")
    await team.contacts("UpdateContact", ContactId=team.schedule, Plan={"RotationIds": [team.rotation, other]})
    await team.engaged()
    await team.look()
    await team.at(TOMORROW)
    assert team.seen.told() == [ANA_TO_BEN]
    assert [one.name for one in team.seen.posts[0][1].stay] == ["Cleo"]


async def test_the_channels_are_those_of_all_plans_that_engage_the_schedule_each_once(team):
    await team.engaged()
    await team.engaged("again")
    await team.engaged("ops", OPS_TOPIC, by=await team.escalation(("ana",), ("weekly",)))
    await team.look()
    await team.at(TOMORROW)
    assert sorted(where for where, _, _ in team.seen.told()) == ["CCHECKOUT", "COPS"]


async def test_without_a_channel_nothing_is_told_and_nothing_is_kept_for_later(team):
    await team.look()
    await team.at(TOMORROW)
    await team.minutes(3)
    await team.engaged()
    await team.minutes(5)
    assert team.seen.posts == []
    await team.at(TOMORROW + timedelta(days=1))
    assert team.seen.told() == [("CCHECKOUT", ["Ben"], ["Cleo"])]


async def test_a_tag_turns_it_off_and_another_names_the_channel(team):
    await team.engaged()
    await team.look()
    await team.tag(posts="off")
    await team.at(TOMORROW)
    assert team.seen.posts == []
    await team.tag(posts="on", channel="CQUIET CLOUD")
    await team.at(TOMORROW + timedelta(days=1))
    assert [where for where, _, _ in team.seen.told()] == ["CQUIET", "CLOUD"]


async def test_open_incidents_are_told_with_who_has_them_and_only_where_they_are_followed(team):
    checkout, ops = await team.engaged(), await team.engaged("ops", OPS_TOPIC)
    await team.look()
    await team.muster.start(checkout, title="Card payments fail", impact=2)
    await team.settle()
    await team.answers("ana", team.telephones.pages[0])
    await team.muster.start(ops, title="Secret", impact=1)
    await team.at(TOMORROW)
    posts = {where: post.incidents for where, post in team.seen.posts}
    [here] = posts["CCHECKOUT"].here
    assert (here.title, here.impact, here.since, here.who) == ("Card payments fail", 2, START, "Ana has it")
    assert posts["CCHECKOUT"].elsewhere == posts["COPS"].elsewhere == 1
    [there] = posts["COPS"].here
    assert (there.title, there.who) == ("Secret", "nobody has it"), "the plan has come to its end"


async def test_a_channel_that_is_busy_keeps_no_other_waiting_and_none_hears_twice(team):
    await team.engaged()
    await team.engaged("ops", OPS_TOPIC)
    await team.look()
    team.seen.trouble["CCHECKOUT"] = [busy(seconds=90)]
    await team.at(TOMORROW)
    assert team.seen.told() == [("COPS", ["Ana"], ["Ben"])]
    await team.wait(minutes=1)
    assert len(team.seen.posts) == 1
    await team.wait(seconds=31)
    assert team.seen.told()[1:] == [ANA_TO_BEN]


async def test_while_slack_is_away_what_has_passed_is_not_told(team):
    await team.engaged()
    await team.look()
    team.seen.trouble["CCHECKOUT"] = [busy(hours=25)]
    await team.at(TOMORROW)
    await team.wait(hours=26)
    assert team.seen.told() == [("CCHECKOUT", ["Ana"], ["Cleo"])]


async def test_a_channel_that_may_not_be_posted_to_is_left_at_that(team):
    await team.engaged()
    await team.look()
    team.seen.trouble["CCHECKOUT"] = [never()]
    await team.at(TOMORROW)
    await team.minutes(5)
    assert team.seen.posts == []


async def test_two_who_go_round_at_once_tell_once(team):
    await team.engaged()
    await team.look()
    team.clock.at = TOMORROW
    other = type(team)(team.muster)
    other.seen = team.seen
    await asyncio.gather(team.rounds.look(), other.rounds.look())
    await team.settle()
    await asyncio.gather(team.rounds.look(), other.rounds.look())
    await team.settle()
    assert team.seen.told() == [ANA_TO_BEN]


async def test_who_goes_round_while_it_is_told_does_not_have_it_told_again(team):
    await team.engaged()
    await team.engaged("ops", OPS_TOPIC)
    await team.look()

    async def meanwhile() -> None:
        other = type(team)(team.muster)
        await other.cover_and_look("cleo", team.rotation)

    team.seen.meanwhile = meanwhile
    await team.at(TOMORROW)
    assert team.seen.told() == [ANA_TO_BEN, ("COPS", ["Ana"], ["Ben"])], "both channels hear the same"
    await team.minutes(5)
    assert team.seen.told()[2:] == [("CCHECKOUT", ["Ben"], ["Cleo"]), ("COPS", ["Ben"], ["Cleo"])]


@pytest.mark.parametrize("commits", range(4))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_whoever_dies_in_between_leaves_one_post(team, commits, cut):
    await team.engaged()
    await team.look()
    team.clock.at = TOMORROW
    setattr(team.store, cut, team.store.commits + commits)
    await through_cuts(team, team.look)
    await team.minutes(5)
    assert team.seen.told() == [ANA_TO_BEN]


async def test_what_was_told_of_a_schedule_goes_with_it(team):
    await team.tag(group="oncall")
    await team.look()
    assert [one.schedule_arn for one in await team.storage.hand_offs.all()] == [team.schedule]
    await team.contacts("DeleteContact", ContactId=team.schedule)
    await team.look()
    assert await team.storage.hand_offs.all() == []
    assert await team.storage.user_groups.all() == []


async def test_a_schedule_that_cannot_be_read_keeps_no_other_from_being_told(team, tmp_path):
    second = await team.on_call("second", await team.turns("ben", "cleo"))
    await team.muster.plan("second", engagements=[second], chatChannel={"chatbotSns": [OPS_TOPIC]})
    await team.engaged()
    await team.look()
    tamper(tmp_path, f"UPDATE rotation SET version = version + 1 WHERE arn = '{team.rotation}'")  # noqa: S608
    await team.at(TOMORROW)
    assert team.seen.told() == [("COPS", ["Ben"], ["Cleo"])]


async def test_with_the_replication_set_everything_goes(team):
    await team.tag(group="oncall")
    await team.look()
    assert len(await team.storage.hand_offs.all()) == len(await team.storage.user_groups.all()) == 1
    arn = (await team.muster.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await team.muster.incidents("DeleteReplicationSet", arn=arn)
    assert await team.storage.hand_offs.all() == []
    assert await team.storage.user_groups.all() == []


async def test_somebody_without_slack_is_named(team):
    await team.engaged()
    await team.look()
    for alias in ("ana", "ben"):
        for channel in (await team.contacts("ListContactChannels", ContactId=ARNS.contact(alias)))["ContactChannels"]:
            await team.muster.remove(await team.storage.contact_channels.get(channel["ContactChannelArn"]))
    await team.at(TOMORROW)
    [(_, post)] = team.seen.posts
    assert [(one.name, one.slack_user_id) for one in post.came] == [("Ben", None)]
