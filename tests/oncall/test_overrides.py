"""Who covers for whom: cut shifts, spanned ones, holes, and overrides over overrides."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import pairwise

from hypothesis import given, settings

from core.oncall.shifts import shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Coverage, DayCoverage, Rotation
from tests.oncall.drawing import overridden
from tests.oncall.tables import daily, override, rotation, table

BY_DAY = rotation("abc", "UTC", "2026-03-02 09:00", daily("09:00"))
WEEKDAYS_ONLY = rotation(
    "abc",
    "UTC",
    "2026-03-02 09:00",
    daily("09:00", shift_coverages=(DayCoverage("MON", (Coverage(time(9), time(17)),)),)),
)


def test_an_override_replaces_everybody_for_its_time_and_leaves_what_is_before_and_after() -> None:
    assert table(BY_DAY, "2026-03-02 09:00", "2026-03-03", override("c", "2026-03-02 12:00", "2026-03-02 14:00")) == [
        "03-02 09:00 - 03-02 12:00 a",
        "03-02 12:00 - 03-02 14:00 c for a",
        "03-02 14:00 - 03-03 09:00 a",
    ]


def test_one_over_several_shifts_is_a_shift_for_each() -> None:
    assert table(BY_DAY, "2026-03-02 09:00", "2026-03-05", override("c", "2026-03-02 12:00", "2026-03-04 12:00")) == [
        "03-02 09:00 - 03-02 12:00 a",
        "03-02 12:00 - 03-03 09:00 c for a",
        "03-03 09:00 - 03-04 09:00 c for b",
        "03-04 09:00 - 03-04 12:00 c for c",
        "03-04 12:00 - 03-05 09:00 c",
    ]


def test_it_holds_where_nobody_would_be_on_call_and_before_the_first_shift() -> None:
    cover = override("b", "2026-03-02 16:00", "2026-03-03 16:00")
    assert table(WEEKDAYS_ONLY, "2026-03-02", "2026-03-05", cover) == [
        "03-02 09:00 - 03-02 16:00 a",
        "03-02 16:00 - 03-02 17:00 b for a",
        "03-02 17:00 - 03-03 16:00 b for nobody",
    ]
    early = override("b", "2026-03-01 08:00", "2026-03-01 09:00")
    assert table(BY_DAY, "2026-03-01", "2026-03-02", early) == ["03-01 08:00 - 03-01 09:00 b for nobody"]


def test_without_contacts_nobody_is_on_call() -> None:
    assert table(
        BY_DAY, "2026-03-02 13:00", "2026-03-02 13:30", override("", "2026-03-02 12:00", "2026-03-02 14:00")
    ) == ["03-02 12:00 - 03-02 14:00 nobody for a"]


def test_of_overrides_that_overlap_the_one_that_was_made_last_holds() -> None:
    long = override("b", "2026-03-02 10:00", "2026-03-02 20:00", made=2)
    short = override("c", "2026-03-02 12:00", "2026-03-02 14:00", made=3)
    older = override("a", "2026-03-02 09:00", "2026-03-02 11:00", made=1)
    expected = [
        "03-02 09:00 - 03-02 10:00 a for a",
        "03-02 10:00 - 03-02 12:00 b for a",
        "03-02 12:00 - 03-02 14:00 c for a",
        "03-02 14:00 - 03-02 20:00 b for a",
        "03-02 20:00 - 03-03 09:00 a",
    ]
    assert table(BY_DAY, "2026-03-02 09:00", "2026-03-03", long, short, older) == expected
    assert table(BY_DAY, "2026-03-02 09:00", "2026-03-03", older, short, long) == expected


def test_of_two_made_at_the_same_moment_it_is_the_one_with_the_later_id() -> None:
    covers = [
        RotationOverride(
            id=id_, rotation_arn="rotation", starts_at=made.starts_at, ends_at=made.ends_at,
            contact_arns=(id_,), created_at=made.created_at,
        )
        for made in [override("", "2026-03-02 10:00", "2026-03-02 11:00")] for id_ in "xyz"
    ]  # fmt: skip
    assert table(BY_DAY, "2026-03-02 10:30", "2026-03-02 10:31", *covers) == ["03-02 10:00 - 03-02 11:00 z for a"]


def test_an_override_that_is_deleted_leaves_everything_as_it_was() -> None:
    before = table(BY_DAY, "2026-03-02", "2026-03-09")
    assert table(BY_DAY, "2026-03-02", "2026-03-09", override("c", "2026-03-03", "2026-03-04")) != before
    assert table(BY_DAY, "2026-03-02", "2026-03-09") == before


@given(overridden())
@settings(max_examples=50, deadline=None)
def test_shifts_come_in_order_and_never_overlap(drawn: tuple[Rotation, list[RotationOverride]]) -> None:
    rotation, overrides = drawn
    assert rotation.start_at
    found = list(
        shifts(rotation, overrides, rotation.start_at - timedelta(days=5), rotation.start_at + timedelta(days=90))
    )
    assert all(one.starts_at < one.ends_at for one in found)
    assert all(one.ends_at <= following.starts_at for one, following in pairwise(found))
