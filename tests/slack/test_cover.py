"""Taking a shift, giving one away, swapping: asked in a form, agreed to by a button, and then it is so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import SystemClock
from tests.slack.covering import ANA, BEN, CHLOE, DEV, Team, choice
from tests.slack.empty_workspace import CHANNEL, GUEST
from tests.slack.world import shown


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    async with Team(tmp_path) as team:
        yield team
        assert team.slack.problems == []


async def test_who_takes_a_shift_has_it_once_the_other_agrees(team: Team) -> None:
    before = await team.on_call()
    view = await team.covers(BEN, "take")
    assert "Ben" not in shown(view)
    assert await team.asks(BEN, view, theirs=choice(view, "theirs", 1, "Chloe")) == {}
    assert await team.on_call() == before
    question = team.message(CHLOE, "Agree")
    assert "*Ben* would take over a shift of yours in *Payments · primary*" in shown(question)
    await team.answers(CHLOE, "Agree", question)
    changed = [(was, now) for was, now in zip(before, await team.on_call(), strict=True) if was != now]
    assert changed == [(["chloe"], ["ben"])]


async def test_both_and_the_channel_hear_what_came_of_it(team: Team) -> None:
    await team.link()
    view = await team.covers(BEN, "give")
    assert await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe")) == {}
    question = team.message(CHLOE, "Agree")
    waiting = team.message(BEN, "Take it back")
    await team.answers(CHLOE, "Agree", question)
    for user, ts in ((CHLOE, question["ts"]), (BEN, waiting["ts"])):
        (message,) = [one for one in team.slack.said_in(user) if one["ts"] == ts]
        assert "*Chloe* has agreed" in shown(message)
        assert [one["type"] for one in message["blocks"]] == ["section"]
    assert "*Chloe* has agreed" in shown(team.slack.said_in(BEN)[-1])
    assert team.slack.said_in(BEN)[-1]["ts"] != waiting["ts"]
    (line,) = [one for one in team.slack.said_in(CHANNEL) if "Payments" in shown(one)]
    assert "*Chloe* is on call for *Ben*" in shown(line)


async def test_a_swap_makes_both_overrides(team: Team) -> None:
    before = await team.on_call()
    view = await team.covers(BEN, "swap")
    chosen = {"mine": choice(view, "mine", 1), "theirs": choice(view, "theirs", 2, "Chloe")}
    assert await team.asks(BEN, view, **chosen) == {}
    question = team.message(CHLOE, "Agree")
    assert "*Ben* would swap shifts with you" in shown(question)
    await team.answers(CHLOE, "Agree", question)
    changed = [(was, now) for was, now in zip(before, await team.on_call(), strict=True) if was != now]
    assert sorted(changed) == [(["ben"], ["chloe"]), (["chloe"], ["ben"])]


async def test_an_open_incidents_timeline_notes_it(team: Team) -> None:
    plan = await team.link()
    incident = (await team.call("ssm-incidents:StartIncident", responsePlanArn=plan))["incidentRecordArn"]
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Ana"))
    await team.answers(ANA, "Agree", team.message(ANA, "Agree"))
    told = await team.call("ssm-incidents:ListTimelineEvents", incidentRecordArn=incident)
    (note,) = [one for one in told["eventSummaries"] if one["eventType"] == "Note"]
    event = await team.call("ssm-incidents:GetTimelineEvent", incidentRecordArn=incident, eventId=note["eventId"])
    assert "Ana is on call for Ben in Payments · primary from" in event["event"]["eventData"]


async def test_members_need_no_policy_for_what_both_want_and_the_record_names_who_asked(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    events = await team.call(
        "cloudtrail:LookupEvents",
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateRotationOverride"}],
    )
    (event,) = events["Events"]
    assert event["Username"] == BEN


async def test_nobody_else_answers(team: Team) -> None:
    before = await team.on_call()
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = team.message(CHLOE, "Agree")
    for user in (BEN, ANA, DEV):
        assert "Somebody else is asked here" in await team.answers(user, "Agree", question)
    assert await team.on_call() == before


async def test_a_button_pressed_twice_says_when_it_was_answered_and_does_nothing_more(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = dict(team.message(CHLOE, "Agree"))
    await team.answers(CHLOE, "Agree", question)
    messages = len(list(team.slack.workspace.everything_said()))
    assert "Already answered" in await team.answers(CHLOE, "Agree", question)
    assert "Already answered" in await team.answers(CHLOE, "Decline", question)
    assert len(list(team.slack.workspace.everything_said())) == messages


async def test_declined_is_declined(team: Team) -> None:
    before = await team.on_call()
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    await team.answers(CHLOE, "Decline", team.message(CHLOE, "Decline"))
    assert await team.on_call() == before
    assert "*Chloe* has declined. Nothing was changed." in shown(team.slack.said_in(BEN)[-1])


async def test_what_was_asked_can_be_taken_back(team: Team) -> None:
    before = await team.on_call()
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = dict(team.message(CHLOE, "Agree"))
    await team.answers(BEN, "Take it back", team.message(BEN, "Take it back"))
    assert "*Ben* has taken this back" in shown(team.slack.said_in(CHLOE)[-1])
    assert "Already answered" in await team.answers(CHLOE, "Agree", question)
    assert await team.on_call() == before


async def test_a_rotation_that_changed_meanwhile_is_left_as_it_is(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    members = [team.contacts[alias] for alias in ("chloe", "ana", "ben", "dev")]
    rotation = await team.call("ssm-contacts:GetRotation", RotationId=team.rotation)
    await team.call(
        "ssm-contacts:UpdateRotation",
        RotationId=team.rotation, ContactIds=members, Recurrence=rotation["Recurrence"],
    )  # fmt: skip
    before = await team.on_call()
    said = await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    assert "The rotation has changed since" in said
    assert await team.on_call() == before


async def test_who_is_asked_and_taken_out_of_the_rotation_meanwhile_hears_that_it_has_changed(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    rotation = await team.call("ssm-contacts:GetRotation", RotationId=team.rotation)
    members = [team.contacts[alias] for alias in ("ana", "ben", "dev")]
    await team.call(
        "ssm-contacts:UpdateRotation", RotationId=team.rotation, ContactIds=members, Recurrence=rotation["Recurrence"]
    )
    before = await team.on_call()
    said = await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    assert "The rotation has changed since" in said
    assert await team.on_call() == before


async def test_nobody_is_asked_for_the_same_twice_until_the_first_question_is_answered(team: Team) -> None:
    async def gives() -> dict[str, str]:
        view = await team.covers(BEN, "give")
        return await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))

    assert await gives() == {}
    again = "You have asked Chloe for this already; take that back first if you mean to ask once more."
    assert await gives() == {"to": again}
    await team.answers(CHLOE, "Decline", team.message(CHLOE, "Decline"))
    assert await gives() == {}


async def test_where_slack_does_not_let_the_question_through_whoever_asked_hears_why_and_what_to_type(
    team: Team,
) -> None:
    view = await team.covers(BEN, "give")
    team.slack.fail("conversations.open", "user_disabled")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    said = shown(team.slack.said_in(BEN)[-1])
    assert "I could not ask Chloe: this Slack account is deactivated. Nothing was changed." in said
    assert "type `/oncall cover`" in said
    view = await team.covers(BEN, "give")
    assert await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe")) == {}


async def test_who_asks_for_what_they_are_asked_for_is_told_to_agree(team: Team) -> None:
    view = await team.covers(BEN, "give")
    shift = choice(view, "mine", 1)
    await team.asks(BEN, view, mine=shift, to=choice(view, "to", 0, "Chloe"))
    view = await team.covers(CHLOE, "take")
    wrong = await team.asks(CHLOE, view, theirs=shift)
    assert wrong == {"theirs": "Ben has asked for this already; press Agree below their question."}


async def test_who_left_the_rotation_meanwhile_is_refused_in_the_form_with_the_reason(team: Team) -> None:
    view = await team.covers(CHLOE, "take")
    theirs = choice(view, "theirs", 0, "Ana")
    rotation = await team.call("ssm-contacts:GetRotation", RotationId=team.rotation)
    kept = [team.contacts[alias] for alias in ("ana", "ben")]
    await team.call(
        "ssm-contacts:UpdateRotation", RotationId=team.rotation, ContactIds=kept, Recurrence=rotation["Recurrence"]
    )
    shift = next(one for one in await team.shifts() if one["ContactIds"] == [team.contacts["ana"]])
    theirs = f"{_micros(shift['StartTime'])}-{_micros(shift['EndTime'])}-{theirs.rpartition('-')[2]}"
    view = _with_option(view, "theirs", theirs)
    problems = await team.asks(CHLOE, view, theirs=theirs)
    assert problems["theirs"].startswith("Chloe is not a member of the rotation primary, whose members alone can cover")
    assert "update-rotation --contact-ids" in problems["theirs"]


async def test_what_is_not_chosen_is_asked_for_where_it_stands(team: Team) -> None:
    view = await team.covers(BEN, "give")
    assert await team.asks(BEN, view, mine=choice(view, "mine", 1)) == {"to": "Choose one."}


async def test_who_has_no_turn_is_told_why_they_cannot_cover(team: Team) -> None:
    await team.slack.somebody(DEV).commands("oncall cover payments")
    await team.settled()
    assert "You have no turn in any rotation of payments, and its members alone can cover" in team.whispered()


async def test_a_name_that_is_mistyped_is_answered_with_the_schedules_that_there_are(team: Team) -> None:
    await team.slack.somebody(BEN).commands("oncall cover paymnets")
    await team.settled()
    assert "There is no on-call schedule called `paymnets`" in team.whispered()
    assert "/oncall cover payments" in team.whispered()


async def test_a_schedule_without_rotations_has_nothing_to_cover(team: Team) -> None:
    await team.call("ssm-contacts:UpdateContact", ContactId=team.schedule, Plan={"RotationIds": []})
    await team.slack.somebody(BEN).commands("oncall cover payments")
    await team.settled()
    assert "payments has no rotation: there is no shift to cover." in team.whispered()


async def test_what_is_given_up_in_one_rotation_is_not_given_up_in_another(team: Team) -> None:
    """Chloe is on call every day elsewhere: what she would have has no end that is known."""
    elsewhere = await team.rotates(1, "chloe")
    plan = {"RotationIds": [elsewhere]}
    await team.call("ssm-contacts:CreateContact", Alias="other", Type="ONCALL_SCHEDULE", Plan=plan)
    view = await team.covers(BEN, "swap", "payments")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), theirs=choice(view, "theirs", 0, "Chloe"))
    question = shown(team.message(CHLOE, "Agree"))
    assert "on call without a break for more than 31 days and on call at least" in question


async def test_too_short_a_part_is_refused_in_the_form_and_nothing_is_lost(team: Team) -> None:
    view = await team.covers(BEN, "give")
    shift = next(one for one in (await team.shifts())[1:] if one["ContactIds"] == [team.contacts["ben"]])
    start = int(shift["StartTime"].timestamp())
    theirs = {"mine": _of(view, shift), "to": choice(view, "to", 0, "Chloe")}
    assert await team.asks(BEN, view, **theirs, **{"from": start, "until": start + 29 * 60}) == {
        "until": "Choose half an hour or more."
    }
    assert await team.asks(BEN, view, **theirs, **{"from": start + 60, "until": start}) == {
        "until": "Choose a time that is later than the one from which on."
    }
    outside = await team.asks(BEN, view, **theirs, **{"from": start - 60})
    assert "The shift lasts from" in outside["from"]
    assert await team.asks(BEN, view, **theirs, **{"from": start, "until": start + 30 * 60}) == {}
    await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    (part,) = [one for one in await team.shifts() if one["Type"] == "OVERRIDDEN"]
    assert (part["EndTime"] - part["StartTime"]).total_seconds() == 30 * 60


async def test_of_several_on_call_the_others_stay(team: Team) -> None:
    team.rotation = await team.rotates(2, "ana", "ben", "chloe", "dev")
    await team.call("ssm-contacts:UpdateContact", ContactId=team.schedule, Plan={"RotationIds": [team.rotation]})
    view = await team.covers(BEN, "give", "payments")
    assert await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe")) == {}
    await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    assert ["ana", "chloe"] in await team.on_call()


async def test_who_is_on_call_then_anyway_cannot_take_it(team: Team) -> None:
    team.rotation = await team.rotates(2, "ana", "ben", "chloe", "dev")
    await team.call("ssm-contacts:UpdateContact", ContactId=team.schedule, Plan={"RotationIds": [team.rotation]})
    view = await team.covers(BEN, "give", "payments")
    assert await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Ana")) == {
        "to": "Ana is on call then anyway."
    }


async def test_whoever_may_make_overrides_may_settle_it_and_the_other_is_told(team: Team) -> None:
    view = await team.covers(ANA, "give")
    chosen = {"mine": choice(view, "mine", 1), "to": choice(view, "to", 0, "Ben"), "decide": ["told"]}
    before = await team.on_call()
    assert await team.asks(ANA, view, **chosen) == {}
    assert await team.on_call() != before
    assert "*Ana* has settled this" in shown(team.slack.said_in(BEN)[-1])
    assert "You are on call instead of *Ana*" in shown(team.slack.said_in(BEN)[-1])


async def test_members_are_not_offered_to_settle_it(team: Team) -> None:
    view = await team.covers(BEN, "give")
    assert "decide" not in [one.get("block_id") for one in view["blocks"]]


async def test_who_comes_is_told_what_they_have_then(team: Team) -> None:
    """Chloe follows Ben: with his shift she has two days without a break, and two nights."""
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = shown(team.message(CHLOE, "Agree"))
    assert "You would then be on call without a break from" in question
    assert "You would be on call instead of *Ben*" in question
    assert "(2 days) and on call 2 nights in a row" in question


async def test_what_is_carried_out_once_more_after_a_crash_is_told_once(team: Team) -> None:
    await team.link()
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    await replay(team, "view")
    assert len([one for one in team.slack.said_in(CHLOE) if "Agree" in shown(one)]) == 1
    await team.answers(CHLOE, "Agree", team.message(CHLOE, "Agree"))
    after, said = await team.shifts(), len(list(team.slack.workspace.everything_said()))
    await replay(team, "action")
    assert await team.shifts() == after
    assert len(list(team.slack.workspace.everything_said())) == said


async def test_once_the_shift_has_begun_nobody_can_agree_and_the_messages_say_so(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = dict(team.message(CHLOE, "Agree"))
    await team.ages(timedelta(days=6))
    before = await team.on_call()
    assert "Nobody agreed before the shift began" in await team.answers(CHLOE, "Agree", question)
    assert "Nobody agreed before the shift began" in shown(team.slack.said_in(BEN)[-1])
    assert "Agree" not in shown(team.slack.said_in(CHLOE)[-1])
    assert await team.on_call() == before


async def test_after_a_week_nobody_can_agree_any_more(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 5), to=choice(view, "to", 0, "Chloe"))
    question = dict(team.message(CHLOE, "Agree"))
    await team.ages(timedelta(days=7, seconds=1))
    assert "Nobody answered within a week" in await team.answers(CHLOE, "Agree", question)
    assert "Nobody answered within a week" in await team.answers(CHLOE, "Decline", question)


async def test_a_cover_that_is_forgotten_says_that_it_is_over(team: Team) -> None:
    view = await team.covers(BEN, "give")
    await team.asks(BEN, view, mine=choice(view, "mine", 1), to=choice(view, "to", 0, "Chloe"))
    question = dict(team.message(CHLOE, "Agree"))
    await team.ages(timedelta(days=30))
    await team.muster.houses.keep(SystemClock().now())
    assert "I do not know any more what came of it" in await team.answers(CHLOE, "Agree", question)


async def test_in_a_channel_the_form_is_a_button_away(team: Team) -> None:
    await team.slack.somebody(BEN).mentions("oncall cover", channel=CHANNEL)
    await team.settled()
    view = await team.opens("Cover…", team.slack.said_in(CHANNEL)[-1], by=BEN)
    assert view is not None
    assert view["callback_id"] == "cover"


async def test_guests_cover_nothing(team: Team) -> None:
    await team.slack.somebody(BEN).mentions("oncall cover", channel=CHANNEL)
    await team.settled()
    assert await team.opens("Cover…", team.slack.said_in(CHANNEL)[-1], by=GUEST) is None
    assert "full members" in team.whispered()


async def replay(team: Team, kind: str) -> None:
    """Have the last delivery of a kind carried out once more, as a process does that finds it unfinished."""
    found = [one for one in await team.muster.storage.inbox.unfinished() if one.kind == kind]
    assert found
    team.muster.slack.desk.accept(found[-1])
    await team.settled()


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def _with_option(view: dict[str, Any], field: str, value: str) -> dict[str, Any]:
    """The same form, offering this too."""
    view = deepcopy(view)
    block = next(one for one in view["blocks"] if one.get("block_id") == field)
    block["element"]["options"].append({"text": {"type": "plain_text", "text": "that one"}, "value": value})
    return view


def _of(view: dict[str, Any], shift: dict[str, Any]) -> str:
    options = next(one for one in view["blocks"] if one.get("block_id") == "mine")["element"]["options"]
    start = str(int(shift["StartTime"].timestamp()) * 1_000_000)
    return next(one["value"] for one in options if one["value"].startswith(start))
