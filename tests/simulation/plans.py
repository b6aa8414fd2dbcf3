"""Random people, schedules, escalations and answers, as hypothesis draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Coverage, DayCoverage, Recurrence, Rotation
from core.simulation.acknowledgement import Acknowledgement
from tests.operations.muster import ARNS, START

Draw = Callable[[st.SearchStrategy[Any]], Any]

PEOPLE = ("ana", "ben", "cleo", "dee")
SCHEDULES = ("days", "nights")
GONE = "zed"
ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")
minutes = st.integers(0, 4).map(lambda count: timedelta(minutes=count))
soon = st.integers(-10, 30).map(lambda count: START + timedelta(minutes=count))


@dataclass(frozen=True)
class Drawn:
    """Everything that is stored before an incident starts, and who answers when."""

    plan: ResponsePlan
    contacts: tuple[Contact, ...]
    channels: tuple[ContactChannel, ...]
    rotations: tuple[Rotation, ...]
    overrides: tuple[RotationOverride, ...]
    acknowledgements: tuple[Acknowledgement, ...]


@st.composite
def drawn(draw: Draw) -> Drawn:
    """A response plan with all that hangs on it."""
    channels = {
        alias: draw(st.lists(channel(alias), min_size=1, max_size=2, unique_by=lambda one: one.arn)) for alias in PEOPLE
    }
    people = [draw(person(alias, channels[alias])) for alias in PEOPLE]
    rotations = [draw(rotation(number)) for number in range(3)]
    schedules = [draw(schedule(alias)) for alias in SCHEDULES]
    plans = [draw(escalation(alias)) for alias in ("first", "second")]
    named = st.sampled_from([*plans, *plans, *plans, *people, *schedules]).map(lambda one: one.arn)
    return Drawn(
        plan=ResponsePlan(
            arn=ARNS.response_plan("checkout"),
            name="checkout",
            template=IncidentTemplate(title="Checkout is down", impact=1),
            engagements=tuple(draw(st.lists(named, min_size=1, max_size=2, unique=True))),
        ),
        contacts=(*people, *schedules, *plans),
        channels=tuple(one for each in channels.values() for one in each if draw(st.integers(0, 9))),
        rotations=tuple(one for one in rotations if draw(st.integers(0, 9))),
        overrides=tuple(draw(override(number)) for number in range(draw(st.integers(0, 3)))),
        acknowledgements=tuple(draw(st.lists(acknowledgement(), max_size=4, unique=True))),
    )


def channels_of(alias: str) -> st.SearchStrategy[list[ContactChannel]]:
    return st.lists(channel(alias), min_size=1, max_size=2, unique_by=lambda one: one.arn)


@st.composite
def channel(draw: Draw, alias: str) -> ContactChannel:
    uid = f"{draw(st.integers(0, 10**6)):06}"
    return ContactChannel(
        arn=ARNS.contact_channel(alias, uid),
        contact_arn=ARNS.contact(alias),
        name=f"Phone {uid}",
        type="SLACK",
        address=f"U{alias.upper()}{uid}",
        activated_at=START if draw(st.integers(0, 3)) else None,
        created_at=START,
    )


@st.composite
def person(draw: Draw, alias: str, channels: list[ContactChannel]) -> Contact:
    retries = st.sampled_from((None, timedelta(minutes=1), timedelta(minutes=2)))

    def target() -> ChannelTarget:
        return ChannelTarget(channel_arn=draw(st.sampled_from(channels)).arn, retry_every=draw(retries))

    stages = [
        Stage(lasts=draw(minutes), channels=tuple(target() for _ in range(draw(st.sampled_from((1, 1, 2, 0))))))
        for _ in range(draw(st.sampled_from((1, 2, 3, 0))))
    ]
    return _contact(alias, "PERSONAL", stages=tuple(stages))


@st.composite
def schedule(draw: Draw, alias: str) -> Contact:
    arns = st.lists(
        st.integers(0, 2).map(lambda number: ARNS.rotation(str(number))), min_size=1, max_size=2, unique=True
    )
    return _contact(alias, "ONCALL_SCHEDULE", rotation_arns=tuple(draw(arns)))


@st.composite
def escalation(draw: Draw, alias: str) -> Contact:
    named = st.sampled_from((*PEOPLE, *SCHEDULES, *SCHEDULES, GONE)).map(ARNS.contact)
    target = st.builds(ContactTarget, contact_arn=named, is_essential=st.booleans())
    stage = st.builds(Stage, lasts=minutes, contacts=st.lists(target, min_size=1, max_size=3).map(tuple))
    return _contact(alias, "ESCALATION", stages=tuple(draw(st.lists(stage, min_size=1, max_size=4))))


@st.composite
def rotation(draw: Draw, number: int) -> Rotation:
    """Its turns pass in the very minutes of the incident, or somewhere else in the day."""
    around = st.integers(-5, 15).map(lambda late: (START + timedelta(minutes=late)).time())
    anywhere = st.builds(time, st.integers(0, 23), st.integers(0, 59))
    everyday = DayCoverage(weekday="SUN", coverages=(Coverage(start=draw(around), end=draw(around)),))
    return Rotation(
        arn=ARNS.rotation(str(number)),
        name=f"turns {number}",
        contact_arns=tuple(draw(st.lists(st.sampled_from((*PEOPLE, GONE)).map(ARNS.contact), min_size=1, max_size=4))),
        time_zone=draw(st.sampled_from(ZONES)),
        start_at=draw(st.none() | soon),
        recurrence=Recurrence(
            daily=tuple(draw(st.lists(around | anywhere, min_size=1, max_size=2))),
            multiplier=draw(st.integers(1, 2)),
            number_of_on_calls=draw(st.integers(1, 2)),
            shift_coverages=(everyday,) if draw(st.booleans()) else (),
        ),
        created_at=START - timedelta(days=3),
    )


@st.composite
def override(draw: Draw, number: int) -> RotationOverride:
    starts_at = draw(soon)
    return RotationOverride(
        id=f"00000000-0000-4000-8000-{number:012}",
        rotation_arn=ARNS.rotation(str(draw(st.integers(0, 2)))),
        starts_at=starts_at,
        ends_at=starts_at + draw(st.integers(1, 20).map(lambda count: timedelta(minutes=count))),
        contact_arns=tuple(draw(st.lists(st.sampled_from(PEOPLE).map(ARNS.contact), max_size=2, unique=True))),
        created_at=START - timedelta(hours=number),
    )


@st.composite
def acknowledgement(draw: Draw) -> Acknowledgement:
    """At any half minute, such as the one in which the plan goes on."""
    after = timedelta(seconds=30 * draw(st.sampled_from((*range(0, 16, 2), *range(25)))))
    return Acknowledgement(contact_arn=ARNS.contact(draw(st.sampled_from(PEOPLE))), at=START + after)


def _contact(alias: str, type_: Any, **members: Any) -> Contact:
    return Contact(arn=ARNS.contact(alias), alias=alias, type=type_, display_name=alias.title(), **members)


def when(happened: datetime) -> str:
    """For messages of tests: minutes after the start."""
    return f"+{(happened - START).total_seconds() / 60:g}"
