"""Who is shown what by a simulation, and does it leave nothing behind but the record of what was read?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot import environment
from bot.assembly.simulating import simulating_of
from core.audit.looking_up import Wanted
from core.caller import Caller
from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.errors import Refusal
from core.listing import Window
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Recurrence, Rotation
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.asked import Asked
from core.step import Lane
from tests.operations.muster import ADMIN, ARNS, MINUTE, START, STRANGER, Muster, onboarded, person, slack_channel

ANA, BEN = (person(alias, slack_channel(alias)) for alias in ("ana", "ben"))
TURNS = Rotation(
    arn=ARNS.rotation("1"),
    name="turns",
    contact_arns=(ANA.arn,),
    time_zone="UTC",
    recurrence=Recurrence(daily=(START.time(),), multiplier=1, number_of_on_calls=1),
    created_at=START,
)
COVER = RotationOverride(
    id="00000000-0000-4000-8000-000000000001",
    rotation_arn=TURNS.arn,
    starts_at=START + timedelta(hours=1),
    ends_at=START + timedelta(hours=2),
    contact_arns=(BEN.arn,),
    created_at=START,
)
ROTA = Contact(arn=ARNS.contact("rota"), alias="rota", type="ONCALL_SCHEDULE", rotation_arns=(TURNS.arn,))
SHOP = Contact(
    arn=ARNS.contact("shop"),
    alias="shop",
    type="ESCALATION",
    stages=(
        Stage(lasts=MINUTE, contacts=(ContactTarget(contact_arn=ROTA.arn, is_essential=True),)),
        Stage(lasts=MINUTE, contacts=(ContactTarget(contact_arn=ARNS.contact("zed"), is_essential=True),)),
    ),
)
PLAN = ResponsePlan(
    arn=ARNS.response_plan("checkout"),
    name="checkout",
    template=IncidentTemplate(title="Checkout is down", impact=1),
    engagements=(SHOP.arn, ARNS.contact("yan")),
)
READING = (
    "ssm-incidents:GetResponsePlan",
    "ssm-contacts:GetContact",
    "ssm-contacts:GetRotation",
    "ssm-contacts:ListRotationOverrides",
    "ssm-contacts:GetContactChannel",
)


def only(*actions: str) -> Caller:
    """An administrator in a session that may do no more than this."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return replace(ADMIN, session_policies=(json.dumps({"Version": "2012-10-17", "Statement": [statement]}),))


@pytest.fixture
async def muster(tmp_path: Path) -> AsyncIterator[Muster]:
    async with onboarded(tmp_path) as muster:
        await muster.keep(ANA, BEN, ROTA, SHOP)
        await muster.keep(slack_channel("ana"), slack_channel("ben"), TURNS, PLAN)
        await muster.keep(COVER)
        muster.clock.advance(hours=1)
        yield muster


async def texts(muster: Muster, caller: Caller, *, in_public: bool = False, **members: object) -> list[str]:
    simulating = simulating_of(environment.read({}), muster.storage, muster.dispatcher)
    asked = replace(Asked(plan_arn=PLAN.arn, at=muster.clock.now()), **members)  # type: ignore[arg-type]
    told = await simulating.simulation(caller, asked, in_public=in_public)
    return [one.text for one in told.happenings]


async def test_it_is_played_with_what_is_stored_now(muster: Muster) -> None:
    told = await texts(muster, only(*READING))
    assert "On call in rota: Ben." in told, "by the override"
    assert "Ben is paged through SLACK “Slack” (UBEN)." in told
    assert "Stage 2 of shop names zed, who does not exist any more." in told
    assert "checkout names yan, who does not exist any more." in told
    later = await texts(muster, ADMIN, at=START + timedelta(hours=3))
    assert "On call in rota: Ana." in later


async def test_nothing_is_stored_but_who_read_what(muster: Muster) -> None:
    await texts(muster, replace(ADMIN, name="Reader"))
    assert [await muster.storage.steps.next_due_at(lane) for lane in get_args(Lane)] == [None] * len(get_args(Lane))
    assert (await muster.storage.engagements.listing(Window(10))).items == ()
    assert (await muster.storage.pages.by_contact(BEN.arn, Window(10))).items == ()
    await muster.keep(person("cleo"))  # records of what was read are written along with the next change
    found = await muster.storage.events.listing(Wanted(), Window(50))
    assert set(READING) <= {one.action for one in found.items}
    assert all(one.read_only for one in found.items if one.action in READING)


@pytest.mark.parametrize("missing", READING[:4])
async def test_who_may_not_read_all_of_it_is_refused(muster: Muster, missing: str) -> None:
    with pytest.raises(Refusal, match=missing) as refused:
        await texts(muster, only(*(action for action in READING if action != missing)))
    assert refused.value.code == "AccessDeniedException"


async def test_strangers_are_told_nothing(muster: Muster) -> None:
    with pytest.raises(Refusal, match="not authorized"):
        await texts(muster, STRANGER)


async def test_addresses_are_for_those_who_may_read_channels_and_for_no_channel_full_of_people(muster: Muster) -> None:
    for told in (await texts(muster, only(*READING[:4])), await texts(muster, ADMIN, in_public=True)):
        assert "Ben is paged through SLACK “Slack”." in told
        assert not any("UBEN" in text for text in told)


async def test_what_would_take_the_process_too_long_is_not_played(muster: Muster) -> None:
    channels = tuple(ChannelTarget(channel_arn=ARNS.contact_channel("dee", str(number))) for number in range(600))
    dee = replace(person("dee"), stages=(Stage(lasts=MINUTE, channels=channels),))
    await muster.keep(dee, replace(PLAN, arn=ARNS.response_plan("vast"), name="vast", engagements=(dee.arn,)))
    with pytest.raises(Refusal, match="600 pages, and 500 are the most"):
        await texts(muster, ADMIN, plan_arn=ARNS.response_plan("vast"))


async def test_somebody_whom_the_plan_does_not_come_to_is_no_one_to_acknowledge(muster: Muster) -> None:
    ana = Acknowledgement(contact_arn=ANA.arn, at=muster.clock.now())
    with pytest.raises(Refusal, match="ana is nobody whom this plan comes to; there is ben"):
        await texts(muster, ADMIN, acknowledgements=(ana,))
