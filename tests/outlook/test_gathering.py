"""Is everything gathered that is to be looked at, and nothing of it that the reader may not see?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.assembly.outlook_errand import OutlookErrand, rosters_of
from core.audit.operations import Records
from core.audit.recording import Recorder
from core.errors import Refusal
from core.outlook.operations import everything
from core.outlook.warned import HORIZON
from tests.operations.conftest import fresh, muster
from tests.operations.muster import ADMIN, ARNS, START, Muster

__all__ = ["fresh", "muster"]
DAY = timedelta(days=1)
MONDAYS = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
}


async def person(muster: Muster, alias: str) -> str:
    """Whose one stage asks them in Slack, which they have not agreed to."""
    arn = (await muster.contacts("CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []}))["ContactArn"]
    channel = await muster.contacts(
        "CreateContactChannel",
        ContactId=arn,
        Name="Slack",
        Type="SLACK",
        DeliveryAddress={"SimpleAddress": f"U{alias.upper()}"},
        DeferActivation=True,
    )
    target = {"ChannelTargetInfo": {"ContactChannelId": channel["ContactChannelArn"]}}
    await muster.contacts(
        "UpdateContact", ContactId=arn, Plan={"Stages": [{"DurationInMinutes": 5, "Targets": [target]}]}
    )
    return str(arn)


async def rotation(muster: Muster, name: str, *aliases: str) -> str:
    made = await muster.contacts(
        "CreateRotation",
        Name=name,
        ContactIds=[ARNS.contact(alias) for alias in aliases],
        TimeZoneId="Etc/UTC",
        StartTime=START - DAY,
        Recurrence=MONDAYS,
    )
    return str(made["RotationArn"])


async def schedule(muster: Muster, alias: str, *rotations: str) -> str:
    plan = {"RotationIds": list(rotations)}
    return str((await muster.contacts("CreateContact", Alias=alias, Type="ONCALL_SCHEDULE", Plan=plan))["ContactArn"])


async def plan(muster: Muster, alias: str, *contacts: str) -> str:
    targets = [{"ContactTargetInfo": {"ContactId": arn, "IsEssential": False}} for arn in contacts]
    stages = {"Stages": [{"DurationInMinutes": 5, "Targets": targets}]}
    return str((await muster.contacts("CreateContact", Alias=alias, Type="ESCALATION", Plan=stages))["ContactArn"])


@pytest.fixture
async def furnished(muster: Muster) -> Muster:
    for alias in ("ana", "ben", "cleo"):
        await person(muster, alias)
    shop = await schedule(muster, "shop", await rotation(muster, "days", "ana", "ben"))
    await schedule(muster, "bank", await rotation(muster, "nights", "cleo"))
    await plan(muster, "shop-plan", shop)
    return muster


async def test_everything_is_gathered_for_whoever_may_see_everything(furnished: Muster):
    roster = await rosters_of(furnished.storage).whole(everything, START, START + HORIZON)
    assert {one.alias for one in roster.contacts.values()} == {"ana", "ben", "cleo", "shop", "bank", "shop-plan"}
    assert {one.name for one in roster.rotations.values()} == {"days", "nights"}
    assert {ARNS.contact("ana"), ARNS.contact("ben"), ARNS.contact("cleo")} == set(roster.channels)
    assert not roster.gone


@pytest.mark.parametrize("start", ["shop", "ana", "days", "shop-plan"])
async def test_around_one_thing_is_what_it_hangs_together_with(furnished: Muster, start: str):
    rotations = await furnished.storage.rotations.named(start)
    arn = rotations[0].arn if rotations else ARNS.contact(start)
    roster = await rosters_of(furnished.storage).around([arn], everything, START, START + HORIZON)
    assert {"shop", "ana", "ben"} <= {one.alias for one in roster.contacts.values()}
    assert "bank" not in {one.alias for one in roster.contacts.values()}
    assert [one.name for one in roster.rotations.values()] == ["days"]


async def test_what_may_not_be_seen_is_missing_and_is_not_called_gone(furnished: Muster):
    async def half_blind(action: str, arns: Sequence[str]) -> list[str]:
        return [] if action.endswith(("ListRotationShifts", "ListContactChannels")) else list(arns)

    roster = await rosters_of(furnished.storage).whole(half_blind, START, START + HORIZON)
    assert (roster.rotations, roster.channels, roster.overrides) == ({}, {}, {})
    assert not roster.gone


def errand_of(muster: Muster) -> OutlookErrand:
    records = Records(muster.storage.store, Recorder(ARNS, muster.clock))
    return OutlookErrand(rosters_of(muster.storage), records, ADMIN, ARNS, muster.clock)


async def test_the_operator_is_told_in_sentences(furnished: Muster):
    told = await errand_of(furnished).do({"do": "warnings", "schedule": "bank"})
    assert [one["text"] for one in told["warnings"]] == [
        "cleo is on call now and has no activated contact channel: nobody can page them.",
        "cleo is on call 90 nights in a row, from 1 March on: more than 7 are too many.",
    ]


async def test_the_operator_is_told_who_bears_how_much(furnished: Muster):
    told = await errand_of(furnished).do({"do": "fairness", "schedule": "shop", "weeks": 4})
    assert [(row["name"], row["hours"], row["nights"]) for row in told["rows"]] == [("ana", 336, 14), ("ben", 336, 14)]
    assert told["schedule"] == "shop"


@pytest.mark.parametrize(
    "asked",
    [{"do": "fairness", "weeks": 0}, {"do": "fairness", "weeks": 500}, {"do": "fairness"}, {"do": "else"},
     {"do": "warnings", "schedule": "nowhere"}, {"do": "warnings", "schedule": "ana"}],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(furnished: Muster, asked: dict[str, object]):
    with pytest.raises(Refusal):
        await errand_of(furnished).do(asked)
