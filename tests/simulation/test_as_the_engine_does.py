"""Is what a simulation says what the engine then does, moment by moment?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from bot import environment
from bot.assembly.engine import Outside, engine_of
from core.contacts.contact import Contact, ContactTarget, Stage
from core.engagements.engagement import Engagement, Page
from core.engine.ports import HandedOver, PageMessage
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Recurrence, Rotation
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.facts import Facts
from core.simulation.simulation import Simulation, simulate
from tests.engine.world import Telephones, World
from tests.operations.muster import ADMIN, ARNS, MINUTE, START, MovableClock, open_muster, person, slack_channel
from tests.simulation.plans import Drawn, drawn

Sending = tuple[datetime, str, int]
"""When, through which channel, and how often that page was asked for by then."""


STILL_ASKS = START + timedelta(days=1)


@dataclass
class WithClock(Telephones):
    """Notes when it is handed what."""

    clock: MovableClock = field(default_factory=MovableClock)
    sent: list[Sending] = field(default_factory=list)

    async def page(self, message: PageMessage) -> HandedOver:
        self.sent.append((self.clock.now(), message.contact_channel_arn, message.attempt))
        return await super().page(message)


def simulated(one: Drawn) -> Simulation:
    overrides = {
        rotation.arn: [each for each in one.overrides if each.rotation_arn == rotation.arn]
        for rotation in one.rotations
    }
    facts = Facts(
        minute=MINUTE,
        contacts={each.arn: each for each in one.contacts},
        channels={each.arn: each for each in one.channels},
        rotations={each.arn: each for each in one.rotations},
        overrides=overrides,
    )
    return simulate(one.plan.name, one.plan.engagements, facts, one.acknowledgements, START)


@dataclass
class Real:
    """What the engine has done in the end."""

    sent: list[Sending]
    engagements: list[Engagement]
    pages: dict[str, list[Page]]


async def really(one: Drawn, folder: Path) -> Real:
    """Store it all, start an incident, and let people answer."""
    muster = await open_muster(folder)
    try:
        await muster.onboard()
        world = World(muster)
        telephones = WithClock(clock=world.clock)
        outside = Outside(
            carriers=telephones, noticeboard=world.board, operators=world.operators, targets=world.listeners
        )
        one_by_one = environment.read({"MUSTER_BUNDLE": "0"})
        world.engine = engine_of(one_by_one, world.storage, world.store, outside, world.clock)
        await muster.keep(*one.contacts)
        await muster.keep(*one.channels, *one.rotations, *one.overrides, one.plan)
        incident = await muster.start(one.plan.arn)
        for answer in sorted(one.acknowledgements, key=lambda one: one.at):
            await world.wait_until(answer.at)
            await answered(world, incident, answer)
        await world.wait(hours=3)
        engagements = await world.storage.engagements.of_incident(incident)
        return Real(
            sent=telephones.sent,
            engagements=engagements,
            pages={each.arn: await world.pages(each.arn) for each in engagements},
        )
    finally:
        await muster.storage.close()


async def answered(world: World, incident: str, answer: Acknowledgement) -> None:
    """Once for every engagement that asks them."""
    for engagement in await world.storage.engagements.of_incident(incident):
        asks = [page for page in await world.pages(engagement.arn) if page.closed_at is None]
        for page in [page for page in asks if page.contact_arn == answer.contact_arn][:1]:
            request = {"PageId": page.arn, "AcceptType": "READ", "AcceptCode": page.code}
            await world.muster.contacts("AcceptPage", caller=ADMIN, **request)


async def agree(one: Drawn) -> Simulation:
    told = simulated(one)
    with tempfile.TemporaryDirectory() as folder:
        real = await really(one, Path(folder))
    assert sent_by(told) == sorted(real.sent)
    imagined = {play.engagement.contact_arn: outcome(play.engagement, play.pages) for play in told.plays}
    assert imagined == {each.contact_arn: outcome(each, real.pages[each.arn]) for each in real.engagements}
    return told


def sent_by(told: Simulation) -> list[Sending]:
    return sorted((one.at, one.channel_arn, one.times) for one in told.happenings if one.times)


def outcome(engagement: Engagement, pages: Iterable[Page]) -> object:
    """All that came of an engagement and its pages; of two pages of theirs, somebody may have answered either."""
    ended = engagement.acknowledged_at, engagement.acknowledged_by, engagement.finished_at
    asked = sorted((page.slot, page.created_at, page.closed_at or STILL_ASKS) for page in pages)
    answered = sorted((page.contact_arn, page.read_at) for page in pages if page.read_at)
    return ended, engagement.skipped_slots, engagement.found, asked, answered


PEOPLE = {alias: person(alias, slack_channel(alias)) for alias in ("ana", "ben")}
TURNS = Rotation(
    arn=ARNS.rotation("1"),
    name="turns",
    contact_arns=(ARNS.contact("ana"), ARNS.contact("ben")),
    time_zone="UTC",
    recurrence=Recurrence(daily=((START + MINUTE).time(),), multiplier=1, number_of_on_calls=1),
    created_at=START - timedelta(hours=1),
)
ROTA = Contact(arn=ARNS.contact("rota"), alias="rota", type="ONCALL_SCHEDULE", rotation_arns=(TURNS.arn,))


def at_stages(*named: tuple[str, bool], answers: tuple[tuple[str, float], ...]) -> Drawn:
    """One after the other, a minute each, essential or not; who answers after how many minutes."""
    stages = tuple(
        Stage(lasts=MINUTE, contacts=(ContactTarget(contact_arn=ARNS.contact(alias), is_essential=essential),))
        for alias, essential in named
    )
    plan = Contact(arn=ARNS.contact("plan"), alias="plan", type="ESCALATION", stages=stages)
    template = IncidentTemplate(title="Checkout is down", impact=1)
    return Drawn(
        plan=ResponsePlan(
            arn=ARNS.response_plan("checkout"), name="checkout", template=template, engagements=(plan.arn,)
        ),
        contacts=(*PEOPLE.values(), ROTA, plan),
        channels=tuple(map(slack_channel, PEOPLE)),
        rotations=(TURNS,),
        overrides=(),
        acknowledgements=tuple(
            Acknowledgement(contact_arn=ARNS.contact(alias), at=START + minutes * MINUTE) for alias, minutes in answers
        ),
    )


COVER = RotationOverride(
    id="cover",
    rotation_arn=TURNS.arn,
    starts_at=START,
    ends_at=START + MINUTE,
    contact_arns=(ARNS.contact("ben"),),
    created_at=START - timedelta(hours=1),
)
"""By Ben, of what is Ana's turn until the hand-off."""


@pytest.mark.parametrize(
    ("one", "rang"),
    [
        (at_stages(("ana", True), ("ben", True), answers=(("ana", 1),)), 2),
        (at_stages(("ana", True), ("ben", True), answers=(("ana", 0.5),)), 1),
        (at_stages(("ben", False), ("rota", True), ("ana", True), answers=(("ben", 0.5),)), 1),
        (at_stages(("ana", False), ("rota", True), ("ana", False), answers=(("ana", 0.5),)), 2),
        (at_stages(("rota", True), ("rota", True), answers=()), 2),
        (replace(at_stages(("rota", True), answers=()), overrides=(COVER,)), 1),
    ],
    ids=["as a stage begins", "before it", "before they are on call", "and is left alone", "a hand-off", "a cover"],
)
async def test_turns_that_chance_seldom_takes(one: Drawn, rang: int) -> None:
    assert len(sent_by(await agree(one))) == rang


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn())
async def test_what_is_told_is_what_the_engine_does(one: Drawn) -> None:
    told = await agree(one)
    for kind in sorted({each.kind for each in told.happenings}):
        event(kind)
