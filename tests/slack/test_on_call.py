"""What do people hear who ask who is on call, of one schedule, of all, of somebody, or of themselves?"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks.on_call_help import WORDS
from tests.slack.empty_workspace import ANA, BEN, CHANNEL, CHLOE, GUEST, EmptyWorkspace
from tests.slack.world import shown, texts

MOMENT = re.compile(r"<!date\^(\d+)\^[^|>]*\|([^>]*)>")
ROOT = Path(__file__).parents[2]
ARN = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/"
NAMES = {"ana": "Ana Moreira", "ben": "Ben Okafor", "chloe": "Chloe Dubois"}
MONDAY = {"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}
DAYTIME = {"Start": {"HourOfDay": 9, "MinuteOfHour": 0}, "End": {"HourOfDay": 17, "MinuteOfHour": 0}}


def weekly(**members: Any) -> dict[str, Any]:
    return {"WeeklySettings": [MONDAY], "NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, **members}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    """Three people; the schedule `shop` with Ana and Ben by the week from Monday, 5 January 2026, 09:00 UTC."""
    async with EmptyWorkspace(tmp_path) as world:
        await furnished(world)
        yield world
        assert world.slack.problems == []
        assert world.slack.woken == []


async def furnished(world: EmptyWorkspace) -> None:
    await world.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    for alias, name in NAMES.items():
        await world.call(
            "ssm-contacts:CreateContact", Alias=alias, DisplayName=name, Type="PERSONAL", Plan={"Stages": []}
        )
    await schedule(world, "shop", "The Shop", await rotation(world, "engineers", "ana", "ben"))


async def rotation(world: EmptyWorkspace, name: str, *people: str, **recurrence: Any) -> str:
    made = await world.call(
        "ssm-contacts:CreateRotation",
        Name=name,
        ContactIds=[ARN + one for one in people],
        TimeZoneId="Etc/UTC",
        StartTime=datetime(2026, 1, 5, 9, tzinfo=UTC),
        Recurrence=weekly(**recurrence),
    )
    return str(made["RotationArn"])


async def schedule(world: EmptyWorkspace, alias: str, name: str, *rotations: str) -> None:
    plan = {"RotationIds": list(rotations)}
    await world.call("ssm-contacts:CreateContact", Alias=alias, DisplayName=name, Type="ONCALL_SCHEDULE", Plan=plan)


async def override(world: EmptyWorkspace, rotation_arn: str, start: datetime, end: datetime, *people: str) -> None:
    await world.call(
        "ssm-contacts:CreateRotationOverride",
        RotationId=rotation_arn,
        StartTime=start,
        EndTime=end,
        NewContactIds=[ARN + one for one in people],
    )


async def asked(world: EmptyWorkspace, text: str, by: str = ANA) -> str:
    """The answer to a mention, with moments as they fall back."""
    await world.slack.somebody(by).mentions(f"oncall {text}", channel=CHANNEL)
    await world.settled()
    message = world.slack.said_in(CHANNEL)[-1]
    return MOMENT.sub(r"\2", "\n".join(texts(message["blocks"])) if "blocks" in message else message["text"])


async def test_now_until_when_and_next(world: EmptyWorkspace) -> None:
    assert "Ana Moreira until Mon 2026-01-12 09:00 UTC, then Ben Okafor." in await asked(world, "shop 2026-01-05 09:00")
    assert "Ben Okafor until Mon 2026-01-19 09:00 UTC, then Ana Moreira." in await asked(world, "shop 2026-01-12 09:00")
    assert "On call at Mon 2026-01-12 08:59 UTC" in await asked(world, "shop 2026-01-12 8:59")


async def test_help_tells_every_word_that_there_is_and_each_example_is_understood(world: EmptyWorkspace) -> None:
    answer = await asked(world, "help")
    assert [word for word in ("cover", "calendar", "fairness", "warnings", "me") if word not in answer] == []
    await world.slack.somebody(BEN).commands("help", channel=CHANNEL, name="/oncall")
    await world.settled()
    assert "/oncall cover shop" in world.whispered()
    for example in [one for one in WORDS if not one.startswith(("cover", "calendar"))]:
        assert "There is no" not in await asked(world, example), example
    assert "`@aws oncall help`" in await asked(world, "")
    assert all(word in (ROOT / "manifest.yml").read_text() for word in ("or cover, calendar, fairness", "help"))


async def test_a_name_may_stand_in_quotes(world: EmptyWorkspace) -> None:
    for quoted in ('"The Shop" 2026-01-05 09:00', "“the shop” 2026-01-05 09:00"):
        assert "Ana Moreira until Mon 2026-01-12 09:00 UTC" in await asked(world, quoted)


async def test_all_schedules_have_a_line_each(world: EmptyWorkspace) -> None:
    await schedule(world, "bank", "bank", await rotation(world, "tellers", "chloe"))
    answer = await asked(world, "2026-01-06")
    assert "*bank*: Chloe Dubois, with no change before" in answer
    assert "*The Shop* `shop`: Ana Moreira until" in answer
    assert "On call at" not in await asked(world, "")


async def test_the_same_is_answered_by_slash_to_its_writer_alone(world: EmptyWorkspace) -> None:
    somebody = world.slack.somebody(ANA)
    await somebody.commands("oncall shop 2026-01-06", channel=CHANNEL)
    await world.settled()
    by_aws = world.whispered()
    await somebody.commands("shop 2026-01-06", channel=CHANNEL, name="/oncall")
    await world.settled()
    assert world.whispered() == by_aws
    assert "Ana Moreira" in by_aws
    assert world.slack.said_in(CHANNEL) == []


async def test_times_are_read_and_told_in_the_readers_zone(world: EmptyWorkspace) -> None:
    world.slack.workspace.person(ANA, "ana", tz="Europe/Berlin")
    answer = await asked(world, "shop 2026-01-12 9:59")
    assert "On call at Mon 2026-01-12 09:59 CET" in answer
    assert "Ana Moreira until Mon 2026-01-12 10:00 CET, then Ben Okafor." in answer


async def test_slack_is_told_the_moment_itself(world: EmptyWorkspace) -> None:
    await asked(world, "shop 2026-01-06")
    text = shown(world.slack.said_in(CHANNEL)[-1])
    assert str(int(datetime(2026, 1, 12, 9, tzinfo=UTC).timestamp())) in {one[1] for one in MOMENT.finditer(text)}


async def test_nobody_is_woken_by_being_asked_about(world: EmptyWorkspace) -> None:
    for text in ("shop 2026-01-06", "ana", f"<@{BEN}>", "<!channel>", "shop <!here>", "<!subteam^S1|@ops>"):
        assert "<@" not in await asked(world, text)


async def test_a_hole_is_said_plainly(world: EmptyWorkspace) -> None:
    days = {"MON": [DAYTIME], "WED": [DAYTIME]}
    await schedule(world, "bank", "bank", await rotation(world, "tellers", "chloe", ShiftCoverages=days))
    closed = await asked(world, "bank 2026-01-06 12:00")
    assert ":warning: Nobody is on call until Wed 2026-01-07 09:00 UTC, when Chloe Dubois begins." in closed
    opened = await asked(world, "bank 2026-01-05 12:00")
    assert "until Mon 2026-01-05 17:00 UTC, then nobody until Wed 2026-01-07 09:00 UTC, when Chloe Dubois" in opened


async def test_rotations_are_told_apart_and_people_together(world: EmptyWorkspace) -> None:
    first = await rotation(world, "first", "ana", "ben")
    second = await rotation(world, "second", "chloe", ShiftCoverages={"MON": [DAYTIME]})
    await schedule(world, "both", "both", first, second)
    answer = await asked(world, "both 2026-01-05 12:00")
    assert "Ana Moreira and Chloe Dubois until Mon 2026-01-05 17:00 UTC, then Ana Moreira." in answer
    assert "*first*: Ana Moreira until Mon 2026-01-12 09:00 UTC, then Ben Okafor." in answer
    assert "*second*: Chloe Dubois until Mon 2026-01-05 17:00 UTC, then nobody until Mon 2026-01-12 09:00" in answer


async def test_who_covers_for_whom_is_told_on_all_sides(world: EmptyWorkspace) -> None:
    soon = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)  # noqa: TID251 - AWS takes no override in the past
    turns = await rotation(world, "turns", "ana", "ben")
    await schedule(world, "covered", "covered", turns)
    on_call = await regular(world, turns, soon)
    other = next(alias for alias in ("ana", "ben") if alias != on_call)
    await override(world, turns, soon, soon + timedelta(hours=2), other)
    answer = await asked(world, f"covered {soon:%Y-%m-%d %H:%M}")
    assert f"{NAMES[other]} covers for {NAMES[on_call]}." in answer
    assert f"{NAMES[other]} until {soon + timedelta(hours=2):%a %Y-%m-%d %H:%M} UTC, then {NAMES[on_call]}." in answer
    assert f"covered · covering for {NAMES[on_call]}" in await asked(world, other)
    assert f"~ · covered · {NAMES[other]} instead" in await asked(world, on_call)


async def test_a_shift_that_is_left_to_the_other_one_is_no_hole(world: EmptyWorkspace) -> None:
    soon = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)  # noqa: TID251 - AWS takes no override in the past
    both = await rotation(world, "both", "ana", "ben", NumberOfOnCalls=2)
    await schedule(world, "pairs", "pairs", both)
    await override(world, both, soon, soon + timedelta(hours=2), "ben")
    answer = await asked(world, "ana")
    assert "~ · pairs · left to Ben Okafor" in answer
    assert "nobody" not in answer


async def regular(world: EmptyWorkspace, rotation_arn: str, at: datetime) -> str:
    """Whose turn it is then."""
    told = await world.call(
        "ssm-contacts:ListRotationShifts", RotationId=rotation_arn, StartTime=at, EndTime=at + timedelta(hours=1)
    )
    return str(told["RotationShifts"][0]["ContactIds"][0]).removeprefix(ARN)


async def test_a_person_hears_of_the_shifts_of_two_weeks(world: EmptyWorkspace) -> None:
    answer = await asked(world, "ana moreira 2026-01-06")
    assert "*Ana Moreira* in the 14 days after Tue 2026-01-06 00:00 UTC:" in answer
    assert "• Mon 2026-01-05 09:00 UTC – Mon 2026-01-12 09:00 UTC · The Shop" in answer
    assert "• Mon 2026-01-19 09:00 UTC – " in answer
    assert answer.count("•") == 2
    assert "Chloe Dubois* has no shift in the next 14 days." in await asked(world, "chloe")


async def test_people_may_be_named_by_their_slack_user_and_as_oneself(world: EmptyWorkspace) -> None:
    for alias, user in (("ana", ANA), ("ben", BEN)):
        await world.call(
            "ssm-contacts:CreateContactChannel",
            ContactId=ARN + alias,
            Name="Slack",
            Type="SLACK",
            DeliveryAddress={"SimpleAddress": user},
        )
    assert "*Ana Moreira* in the" in await asked(world, "me")
    assert "*Ben Okafor* in the" in await asked(world, f"<@{BEN}|ben> 2026-01-06")
    assert "I page you by no contact in Slack" in await asked(world, "me", CHLOE)
    assert f"Nobody whom you may see is paged in Slack as {CHLOE}" in await asked(world, f"<@{CHLOE}>")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("shob", ["There is no schedule or person called `shob`", "`@aws oncall shop`"]),
        ("Bne Okafor friday 9:00", ["called `Bne Okafor`", "`@aws oncall ben`"]),
        (
            "zzz",
            [
                "called `zzz`",
                "`@aws oncall shop`",
                "If it is meant as a time",
                "For example: `@aws oncall tomorrow 9:00`",
            ],
        ),
        ("shop someday", ["`someday` is no time that I understand", "friday 18:00"]),
        ("plan", ["`plan` is an escalation plan"]),
        ("Twins", ["may be several", "`@aws oncall twin-a`", "`@aws oncall twin-b`"]),
        ("shop 9999-01-01", ["is no time that I understand"]),
        ("shop 5m", ["`5m` is no time that I understand; give `+5m`"]),
        ("5m", ["If it is meant as a time, give `+5m`"]),
        ("dec 24", ["If it is meant as a time, give a time such as `tomorrow 9:00`"]),
    ],
)
async def test_what_is_not_understood_is_answered_with_what_to_type(
    world: EmptyWorkspace, text: str, says: list[str]
) -> None:
    await world.call("ssm-contacts:CreateContact", Alias="plan", Type="ESCALATION", Plan={"Stages": []})
    for alias in ("twin-a", "twin-b"):
        await schedule(world, alias, "Twins", await rotation(world, alias, "ana"))
    answer = await asked(world, text)
    assert [one for one in says if one not in answer] == []


async def test_where_there_is_no_schedule_the_way_to_one_is_told(world: EmptyWorkspace) -> None:
    await world.call("ssm-contacts:DeleteContact", ContactId=ARN + "shop")
    answer = await asked(world, "")
    assert "There is no on-call schedule that you may see." in answer
    assert "create-rotation help" in answer


async def test_a_schedule_without_rotations_has_nobody_on_call(world: EmptyWorkspace) -> None:
    await schedule(world, "empty", "empty")
    assert "*empty*: it has no rotation, so that nobody is on call." in await asked(world, "")


async def test_many_schedules_fit_into_a_message(world: EmptyWorkspace) -> None:
    turns = await rotation(world, "turns", "ana", "ben")
    for number in range(23):
        await schedule(world, f"team-{number:02}", f"team-{number:02}", turns)
    answer = await asked(world, "2026-01-06")
    assert answer.count("until Mon 2026-01-12") == 20
    assert "Not shown: `team-19`, `team-20`, `team-21`, `team-22`" in answer


async def test_every_member_may_ask_and_no_guest(world: EmptyWorkspace) -> None:
    assert "Ana Moreira until Mon 2026-01-12" in await asked(world, "2026-01-06", by=BEN)
    assert "full members" in await asked(world, "", by=GUEST)


async def test_who_may_not_look_is_told_what_it_takes(tmp_path: Path) -> None:
    async with EmptyWorkspace(tmp_path / "data", MUSTER_POLICIES=str(policies(tmp_path, []))) as world:
        await furnished(world)
        answer = await asked(world, "", by=BEN)
    assert "You may not list contacts" in answer
    assert "MusterResponderAccess" in answer
    assert "Ana" not in answer


async def test_what_a_policy_hides_is_not_told(tmp_path: Path) -> None:
    allowed = [("ListContacts", "*"), ("GetContact", ARN + "s*"), ("ListRotationShifts", "*")]
    async with EmptyWorkspace(tmp_path / "data", MUSTER_POLICIES=str(policies(tmp_path, allowed))) as world:
        await furnished(world)
        await schedule(world, "bank", "bank", await rotation(world, "tellers", "chloe"))
        answer = await asked(world, "2026-01-06", by=BEN)
        assert "*The Shop*" in answer
        assert "bank" not in answer and "Chloe" not in answer
        assert "You may not get contacts" in await asked(world, "bank", by=BEN)


def policies(folder: Path, allowed: list[tuple[str, str]]) -> Path:
    """By which Ben may do this alone, and where the data go beside them."""
    (folder / "data").mkdir()
    (folder / "policies").mkdir()
    (folder / "policies" / "attachments.json").write_text(json.dumps({"users": {BEN: "Some" if allowed else []}}))
    statements = [
        {"Effect": "Allow", "Action": f"ssm-contacts:{action}", "Resource": resource} for action, resource in allowed
    ]
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        (folder / "policies" / "Some.json").write_text(document)
    return folder / "policies"
