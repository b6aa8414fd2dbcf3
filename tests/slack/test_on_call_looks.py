"""Do answers about who is on call keep Slack's rules and wake nobody, whatever things are called?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import on_call
from bot.slack.oncall.facts import Glance, Known, Schedule, Turns
from core.oncall.glance import Listed, Own
from core.oncall.shifts import Shift
from tests.slack.blockkit import broadcasts, problems
from tests.slack.test_looks import hostile
from tests.slack.world import shown

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = [f"arn:aws:ssm-contacts:us-east-1:111122223333:contact/person-{number}" for number in range(30)]

people = st.lists(st.sampled_from(PEOPLE), max_size=30, unique=True).map(tuple)


@st.composite
def listed(draw: st.DrawFn) -> Listed:
    starts, found = AT - HOUR, []
    for _ in range(draw(st.integers(0, 4))):
        starts += HOUR * draw(st.integers(0, 3))
        ends = starts + HOUR * draw(st.integers(1, 20))
        whose = {"overridden_arns": draw(people), "is_override": True} if draw(st.booleans()) else {}
        found.append(Shift(starts_at=starts, ends_at=ends, contact_arns=draw(people), **whose))
        starts = ends
    return Listed(shifts=tuple(found), known_until=AT + 1000 * HOUR)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    known = Known(arn=draw(st.sampled_from(PEOPLE)), alias="shop", name=draw(hostile) or "shop", type="ONCALL_SCHEDULE")
    rotations = st.lists(st.builds(Turns, name=hostile, listed=listed()), max_size=8).map(tuple)
    return Schedule(known=known, rotations=draw(st.none() | rotations))


glances = st.builds(
    Glance,
    at=st.just(AT),
    is_now=st.booleans(),
    zone=st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata")]),
    names=st.dictionaries(st.sampled_from(PEOPLE), hostile, max_size=30),
)


@given(schedules(), glances)
def test_one_schedule(schedule: Schedule, seen: Glance) -> None:
    message = on_call.one_schedule(schedule, seen)
    assert problems({"channel": "C1", **message.payload}, "message") == []
    assert broadcasts(message.payload) == []
    assert "<@" not in shown(message.payload)


@given(st.lists(schedules(), max_size=20), st.lists(schedules(), max_size=30), glances)
def test_all_schedules(found: list[Schedule], rest: list[Schedule], seen: Glance) -> None:
    message = on_call.everybody(found, [one.known for one in rest], seen)
    assert problems({"channel": "C1", **message.payload}, "message") == []
    assert broadcasts(message.payload) == []


@given(schedules(), st.lists(people | st.none(), max_size=40), people, glances)
def test_one_person(
    schedule: Schedule, covered: list[tuple[str, ...] | None], instead: tuple[str, ...], seen: Glance
) -> None:
    parts = [
        (schedule.known, Own(starts_at=AT, ends_at=AT + HOUR, instead_of=instead, covered_by=one)) for one in covered
    ]
    message = on_call.one_person(schedule.known, parts, 14, seen)
    assert problems({"channel": "C1", **message.payload}, "message") == []
    assert broadcasts(message.payload) == []
    assert "<@" not in shown(message.payload)
