"""What an engagement comes to know of who is on call."""

from __future__ import annotations

from datetime import time, timedelta

from core.engagements.engagement import FrozenContact
from core.engagements.resolving import found, on_call_in, with_found
from core.engagements.timetable import questions
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Recurrence, Rotation
from tests.rules.plans import START, arn, by, engage, minutes, person, schedule, stage

SECOND = timedelta(seconds=1)


def rotation(name: str, *aliases: str) -> Rotation:
    """The first of them is on call."""
    return Rotation(
        arn=f"rotation/{name}",
        name=name,
        contact_arns=tuple(arn(alias) for alias in aliases),
        time_zone="UTC",
        recurrence=Recurrence(daily=(time(0),), multiplier=1, number_of_on_calls=1),
        created_at=START - minutes(10),
    )


def cover(of: Rotation, *aliases: str) -> RotationOverride:
    return RotationOverride(
        id="1",
        rotation_arn=of.arn,
        starts_at=START,
        ends_at=START + minutes(30),
        contact_arns=tuple(arn(alias) for alias in aliases),
        created_at=START,
    )


def frozen(*rotations: Rotation, unread: tuple[str, ...] = ()) -> FrozenContact:
    return FrozenContact(
        arn=arn("weekly"),
        type="ONCALL_SCHEDULE",
        name="weekly",
        rotation_arns=(*(one.arn for one in rotations), *unread),
        rotations=rotations,
    )


def test_each_rotation_counts_as_it_is_now_with_its_overrides_in_the_order_of_the_schedule():
    first, second = rotation("first", "ana"), rotation("second", "ben")
    now = {second.arn: rotation("second", "cleo"), first.arn: first}
    assert on_call_in(frozen(first, second), now, {}, START) == (arn("ana"), arn("cleo"))
    overrides = {first.arn: [cover(first, "dora")]}
    assert on_call_in(frozen(first, second), now, overrides, START) == (arn("dora"), arn("cleo"))


def test_one_that_is_gone_goes_on_as_it_was_without_overrides():
    gone = rotation("gone", "ana")
    assert on_call_in(frozen(gone), {}, {gone.arn: [cover(gone, "ben")]}, START) == (arn("ana"),)


def test_one_that_could_not_be_read_at_the_start_counts_as_soon_as_it_can():
    late = rotation("late", "ana")
    assert on_call_in(frozen(unread=(late.arn,)), {late.arn: late}, {}, START) == (arn("ana"),)
    assert on_call_in(frozen(unread=(late.arn,)), {}, {}, START) == ()


def test_people_are_kept_as_they_are_then_by_short_minutes_too_and_who_is_gone_is_named():
    engagement = engage(schedule())
    [question] = questions(engagement)
    ana = person("ana", stage(3, by("ana", every=1)))
    answer = found(question, [ana.arn, arn("gone")], {ana.arn: ana}, {ana.arn: ("Ben",)}, SECOND, START)
    assert (answer.place, answer.at, answer.missing) == ("", START, (arn("gone"),))
    assert answer.covers == {ana.arn: ("Ben",)}
    [kept] = answer.people
    assert (kept.stages[0].lasts, kept.stages[0].channels[0].retry_every) == (3 * SECOND, SECOND)
    assert with_found(engagement, [answer]).found == (answer,)
