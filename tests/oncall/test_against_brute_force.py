"""The computed shifts of four years are those that painting every minute finds, in every zone that is hard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.oncall.shifts import on_call, reach, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from tests.oncall.brute_force import flat, painted
from tests.oncall.drawing import DAY_MINUTES, overridden
from tests.oncall.zones import MINUTE, wall

Drawn = tuple[Rotation, list[RotationOverride]]
MARGIN = timedelta(days=31)


@given(overridden())
@settings(max_examples=30, deadline=None)
def test_the_shifts_of_four_years_are_what_every_minute_of_them_says(drawn: Drawn) -> None:
    rotation, overrides = drawn
    clock = wall(rotation.time_zone)
    end = clock.moment(clock.minutes) - MARGIN
    expected = [shift for shift in painted(rotation, overrides) if shift[0] < end]
    found = flat(shifts(rotation, overrides, clock.began, end))
    # The last one may last on, beyond what is painted.
    assert [one for one in found if one[1] <= end] == [one for one in expected if one[1] <= end]
    assert [(one[0], *one[2:]) for one in found] == [(one[0], *one[2:]) for one in expected]


@given(overridden(), st.data())
@settings(max_examples=40, deadline=None)
def test_any_part_of_it_shows_the_same_shifts_whole_given_the_overrides_within_reach(
    drawn: Drawn, data: st.DataObject
) -> None:
    rotation, overrides = drawn
    assert rotation.start_at
    begins = rotation.start_at + MINUTE * data.draw(st.integers(-5 * DAY_MINUTES, 100 * DAY_MINUTES))
    ends = begins + MINUTE * data.draw(st.integers(1, 30 * DAY_MINUTES))
    everything = shifts(rotation, overrides, wall(rotation.time_zone).began, ends + MARGIN)
    expected = [one for one in everything if one.starts_at < ends and one.ends_at > begins]
    known = during(overrides, *reach(rotation, during(overrides, begins, ends), begins, ends))
    assert list(shifts(rotation, known, begins, ends)) == expected


@given(overridden(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_overrides_of_a_moment_are_enough_to_know_who_is_on_call_then(drawn: Drawn, data: st.DataObject) -> None:
    rotation, overrides = drawn
    assert rotation.start_at
    at = rotation.start_at + MINUTE * data.draw(st.integers(-5 * DAY_MINUTES, 100 * DAY_MINUTES))
    told = [shift for shift in painted(rotation, overrides) if shift[0] <= at < shift[1]]
    found = on_call(rotation, during(overrides, at, at + timedelta(microseconds=1)), at)
    assert [one[2:] for one in flat([found] if found else [])] == [one[2:] for one in told]


def during(overrides: Sequence[RotationOverride], start: datetime, end: datetime) -> list[RotationOverride]:
    """As storage finds them."""
    return [one for one in overrides if one.starts_at < end and one.ends_at > start]
