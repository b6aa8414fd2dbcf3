"""Who is on call in a schedule of several rotations, at a moment and over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.oncall.duty import everybody_on_call, stretches
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from tests.oncall.drawing import DAY_MINUTES, overridden
from tests.oncall.tables import daily, override, rotation, utc
from tests.oncall.zones import MINUTE

NINE = rotation("ab", "UTC", "2026-03-02 09:00", daily("09:00"))
NOON = rotation("bc", "UTC", "2026-03-02 12:00", daily("12:00"))


def told(*rotations: tuple[Rotation, list[RotationOverride]], start: str, end: str) -> list[str]:
    return [
        f"{one.starts_at:%m-%d %H:%M} - {one.ends_at:%m-%d %H:%M} {''.join(one.contact_arns) or 'nobody'}"
        for one in stretches(rotations, utc(start), utc(end))
    ]


def test_everybody_is_named_once_in_the_order_of_the_rotations() -> None:
    assert everybody_on_call([(NINE, []), (NOON, [])], utc("2026-03-02 13:00")) == ("a", "b")
    assert everybody_on_call([(NOON, []), (NINE, [])], utc("2026-03-03 10:00")) == ("b",)
    assert everybody_on_call([(NINE, []), (NOON, [])], utc("2026-03-02 10:00")) == ("a",)
    assert everybody_on_call([], utc("2026-03-02 10:00")) == ()


def test_an_override_counts_and_one_without_people_leaves_the_others() -> None:
    nobody = [override("", "2026-03-02 12:00", "2026-03-02 14:00")]
    assert everybody_on_call([(NINE, nobody), (NOON, [])], utc("2026-03-02 13:00")) == ("b",)


def test_time_is_cut_where_other_people_are_on_call_and_only_there() -> None:
    """On Tuesday from nine until noon Ben is on call in both; nobody is before Monday at nine."""
    assert told((NINE, []), (NOON, []), start="2026-03-02", end="2026-03-04 18:00") == [
        "03-02 00:00 - 03-02 09:00 nobody",
        "03-02 09:00 - 03-02 12:00 a",
        "03-02 12:00 - 03-03 09:00 ab",
        "03-03 09:00 - 03-03 12:00 b",
        "03-03 12:00 - 03-04 09:00 bc",
        "03-04 09:00 - 03-04 12:00 ac",
        "03-04 12:00 - 03-04 18:00 ab",
    ]


def test_who_swaps_places_makes_no_difference() -> None:
    other = replace(NINE, contact_arns=("b", "a"))
    assert told((NINE, []), (other, []), start="2026-03-03", end="2026-03-09") == ["03-03 00:00 - 03-09 00:00 ab"]


def test_one_who_is_always_on_call_is_one_stretch() -> None:
    alone = replace(NINE, contact_arns=("a",))
    assert told((alone, []), start="2026-03-05", end="2027-03-05") == ["03-05 00:00 - 03-05 00:00 a"]
    assert told(start="2026-03-05", end="2026-03-06") == ["03-05 00:00 - 03-06 00:00 nobody"]
    assert told((alone, []), start="2026-03-05", end="2026-03-05") == []


@given(st.lists(overridden(), min_size=1, max_size=3), st.data())
@settings(max_examples=40, deadline=None)
def test_stretches_leave_no_time_out_and_say_what_every_moment_says(
    drawn: list[tuple[Rotation, list[RotationOverride]]], data: st.DataObject
) -> None:
    start = drawn[0][0].created_at + MINUTE * data.draw(st.integers(0, 60 * DAY_MINUTES))
    end = start + MINUTE * data.draw(st.integers(1, 40 * DAY_MINUTES))
    found = list(stretches(drawn, start, end))
    assert (found[0].starts_at, found[-1].ends_at) == (start, end)
    for one, following in pairwise(found):
        assert one.ends_at == following.starts_at
        assert set(one.contact_arns) != set(following.contact_arns)
    for one in found:
        for at in (one.starts_at, one.ends_at - timedelta(microseconds=1)):
            assert set(everybody_on_call(drawn, at)) == set(one.contact_arns)
