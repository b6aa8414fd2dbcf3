"""Covers on a real database: everything that is agreed on is stored in one go, with the record of who asked for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.assembly.covering import covering_of
from bot.assembly.door import dispatcher_of
from core.authorization.authorizer import Authority
from core.authorization.standing import sets_by_standing
from core.caller import Caller
from core.covers.asking import Wish
from core.covers.cover import KEPT_FOR, Cover, Kind, Told
from core.covers.operations import Asked, Covering, NotTheirs, TooLate
from core.errors import Refusal
from core.policies.document import parsed
from core.policies.evaluation import PolicySets
from core.policies.policy import Policy
from tests.databases import on_both
from tests.operations.muster import ADMIN, ARNS, START, Muster, onboarded, slack_channel
from tests.operations.test_rotations import in_that_moment, rotation

pytestmark = on_both
ANA, BEN, CLEO = (
    Caller(arn=ARNS.slack_user(f"U{name}"), standing="member", user_id=f"U{name}", name=name.title())
    for name in ("ANA", "BEN", "CLEO")
)
DAY = timedelta(days=1)
OVERRIDE = "ssm-contacts:CreateRotationOverride"


class Team:
    """Ana, Ben and Cleo take daily turns."""

    def __init__(self, muster: Muster) -> None:
        self.muster = muster
        self.covering: Covering = covering_of(muster.storage, muster.dispatcher, muster.clock)

    async def begin(self) -> None:
        self.rotation = await rotation(self.muster, "ana", "ben", "cleo")
        await self.muster.keep(*(slack_channel(alias) for alias in ("ana", "ben", "cleo")))

    async def ask(self, caller: Caller = BEN, kind: Kind = "swap", to: str = "CLEO", **more: Any) -> Cover:
        """Ask Cleo, unless it is somebody else, about the first shifts that have not begun."""
        place = await self.covering.looking.place(self.rotation)
        assert place
        own, other = (ARNS.contact(name.lower()) for name in (caller.name, to))
        now = self.muster.clock.now()
        found = await self.covering.looking.choices(place.rotation, now, lambda _: True, 30)
        coming = [one for one in found if one.shift.starts_at > now]
        wish = Wish(
            kind=kind,
            asker=own,
            mine=next(one for one in coming if one.contact_arn == own),
            theirs=next(one for one in coming if one.contact_arn == other),
            to=other,
            **more,
        )
        id_ = f"{caller.name} {kind} {to} {now}"
        return await self.covering.ask(Asked(caller=caller, wish=wish, place=place, zone=UTC, id=id_))

    async def overrides(self) -> int:
        end = self.muster.clock.now() + 30 * DAY
        return len(await self.muster.storage.rotation_overrides.during(self.rotation, START, end))

    async def recorded(self, name: str = "CreateRotationOverride") -> list[str]:
        """Who is on record for it."""
        asked = [{"AttributeKey": "EventName", "AttributeValue": name}]
        told = await self.muster.call("cloudtrail:LookupEvents", LookupAttributes=asked)
        return [event["Username"] for event in told["Events"]]


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    async with onboarded(tmp_path) as muster:
        team = Team(muster)
        await team.begin()
        yield team


async def test_of_a_swap_both_overrides_are_made_and_recorded_in_the_name_of_who_asked(team):
    cover = await team.ask()
    settled = await team.covering.agree(cover.id, CLEO, BEN, "press")
    assert (settled.outcome, await team.overrides()) == ("agreed", 2)
    assert await team.recorded() == ["UBEN", "UBEN"]
    assert (await team.covering.covers.get(cover.id)).outcome == "agreed"


async def test_where_policies_allow_it_only_who_agrees_it_is_in_their_name(team):
    cover = await team.ask()
    await team.covering.agree(cover.id, replace(CLEO, standing="administrator"), BEN, "press")
    assert await team.recorded() == ["UCLEO", "UCLEO"]


async def test_where_one_of_them_cannot_be_made_neither_is(team):
    cover = await team.ask()
    mine = cover.turns[0] if cover.turns[0].leaves == ARNS.contact("cleo") else cover.turns[1]
    await team.muster.contacts(
        "CreateRotationOverride",
        RotationId=team.rotation, NewContactIds=[ARNS.contact("ana")], StartTime=mine.starts_at, EndTime=mine.ends_at,
    )  # fmt: skip
    with pytest.raises(TooLate) as no:
        await team.covering.agree(cover.id, CLEO, BEN, "press")
    assert no.value.why is None
    assert await team.overrides() == 1
    assert (await team.covering.covers.get(cover.id)).outcome is None


async def test_what_is_declined_while_somebody_agrees_is_one_of_the_two(team):
    cover = await team.ask()
    in_that_moment(team.muster, lambda: team.covering.end(cover.id, CLEO, "other", "declined"))
    with pytest.raises(TooLate) as no:
        await team.covering.agree(cover.id, CLEO, BEN, "press")
    assert (no.value.why, await team.overrides()) == ("declined", 0)


async def test_of_two_who_agree_in_one_moment_to_take_one_shift_the_second_is_told_that_it_is_gone(team):
    to_cleo, to_ana = await team.ask(kind="give"), await team.ask(kind="give", to="ANA")
    in_that_moment(team.muster, lambda: team.covering.agree(to_ana.id, ANA, BEN, "first"))
    with pytest.raises(TooLate):
        await team.covering.agree(to_cleo.id, CLEO, BEN, "second")
    assert await team.overrides() == 1


async def test_a_delivery_that_is_carried_out_once_more_finds_what_it_did(team):
    cover = await team.ask()
    assert (await team.ask()).id == cover.id
    first = await team.covering.agree(cover.id, CLEO, BEN, "press")
    again = await team.covering.agree(cover.id, CLEO, BEN, "press")
    assert again.settled_at == first.settled_at
    assert await team.overrides() == 2
    with pytest.raises(TooLate):
        await team.covering.agree(cover.id, CLEO, BEN, "another press")


async def test_of_two_who_ask_for_the_same_in_one_moment_both_can_be_agreed_to_and_it_is_made_so_once(team):
    async def a_minute_later() -> Cover:
        team.muster.clock.advance(minutes=1)
        return await team.ask(kind="give")

    in_that_moment(team.muster, a_minute_later)
    first, second = (
        await team.ask(kind="give"),
        await team.covering.covers.get(f"Ben give CLEO {START + timedelta(minutes=1)}"),
    )
    for cover in (first, second):
        assert (await team.covering.agree(cover.id, CLEO, BEN, cover.id)).outcome == "agreed"
    assert await team.overrides() == 1


async def test_only_who_is_asked_answers_and_only_who_asked_takes_it_back(team):
    cover = await team.ask()
    for caller in (ANA, BEN, ADMIN, replace(CLEO, standing="stranger")):
        with pytest.raises(NotTheirs):
            await team.covering.agree(cover.id, caller, BEN, "press")
    with pytest.raises(NotTheirs):
        await team.covering.end(cover.id, CLEO, "press", "withdrawn")
    assert (await team.covering.end(cover.id, BEN, "press", "withdrawn")).outcome == "withdrawn"


@pytest.mark.parametrize("standing", ["member", "administrator"])
async def test_who_has_left_can_have_nothing_agreed_to(team, standing):
    cover = await team.ask()
    with pytest.raises(Refusal, match="not authorized"):
        await team.covering.agree(cover.id, replace(CLEO, standing=standing), replace(BEN, standing="stranger"), "p")
    assert await team.overrides() == 0


async def test_to_settle_it_unasked_takes_a_policy(team):
    with pytest.raises(Refusal, match="not authorized"):
        await team.ask(kind="give", is_told_only=True)
    chief = replace(BEN, standing="administrator")
    assert (await team.ask(chief, "give", is_told_only=True)).outcome == "agreed"
    assert (await team.overrides(), await team.recorded()) == (1, ["UBEN", "UBEN"])  # the refusal is on record too


class Forbidding:
    """Principals who may do what members may, and make no overrides."""

    async def sets_of(self, caller: Caller) -> PolicySets:
        statement = {"Effect": "Deny", "Action": OVERRIDE, "Resource": "*"}
        document = parsed(json.dumps({"Version": "2012-10-17", "Statement": [statement]}), 2048)
        sets = sets_by_standing(caller)
        return replace(sets, identity=(*sets.identity, Policy("no-overrides", document)))


async def test_where_a_policy_forbids_overrides_nobody_can_ask_for_one(team):
    muster, storage = team.muster, team.muster.storage
    settings = replace(environment.read({}), account_id=ARNS.account, region=ARNS.region)
    authority = Authority(principals=Forbidding())
    door = dispatcher_of(settings, storage, storage.store, muster.workspace, muster.clock, authority=authority)
    team.covering = covering_of(storage, door, muster.clock)
    with pytest.raises(Refusal, match="not authorized") as no:
        await team.ask()
    assert no.value.because == "forbidden"


async def test_who_cannot_be_asked_in_slack_is_refused_with_what_to_do(team):
    channel = await team.muster.storage.contact_channels.get(slack_channel("cleo").arn)
    await team.muster.keep(replace(channel, activated_at=None))
    with pytest.raises(Refusal, match="I cannot ask cleo, who has no activated contact channel in Slack"):
        await team.ask()


async def test_where_it_was_told_is_kept_with_it(team):
    cover = await team.ask()
    told = Told(what="asked", to="UCLEO", channel="D1", ts="1.1")
    await team.covering.told(cover, told)
    await team.covering.agree(cover.id, CLEO, BEN, "press")
    assert (await team.covering.covers.get(cover.id)).told == (told,)


async def test_it_is_forgotten_a_week_after_it_ended_and_not_before(team):
    cover = await team.ask()
    storage = team.muster.storage
    await storage.covers.forget_before(cover.expires_at)
    assert await storage.covers.get(cover.id)
    await storage.covers.forget_before(cover.expires_at + KEPT_FOR)
    assert await storage.covers.get(cover.id) is None


async def test_it_goes_with_the_replication_set(team):
    cover = await team.ask()
    (arn,) = (await team.muster.incidents("ListReplicationSets"))["replicationSetArns"]
    await team.muster.incidents("DeleteReplicationSet", arn=arn)
    await team.muster.onboard()
    assert await team.muster.storage.covers.get(cover.id) is None
