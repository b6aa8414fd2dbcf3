"""What lists of shifts tell, however short they are: no more than is sure, and nothing else than the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from core.oncall.duty import everybody_on_call
from core.oncall.glance import Listed, Own, glance, own
from core.oncall.shifts import Shift, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from tests.oncall.drawing import DAY_MINUTES, overridden
from tests.oncall.tables import daily, override, rotation, utc
from tests.oncall.zones import MINUTE

NINE = rotation("ab", "UTC", "2026-03-02 09:00", daily("09:00"))
ALONE = rotation("a", "UTC", "2026-03-02 09:00", daily("09:00"))
AT = utc("2026-03-04 12:00")
FAR = utc("2036-03-04")


def listed(one: Rotation, overrides: list[RotationOverride] | None = None, most: int = 10) -> Listed:
    found = tuple(islice(shifts(one, overrides or [], AT, FAR), most))
    return Listed(shifts=found, known_until=found[-1].ends_at if len(found) == most else FAR)


def test_now_next_and_the_one_after() -> None:
    told = glance([listed(NINE)], AT)
    assert [(one.contact_arns, f"{one.ends_at:%d %H:%M}") for one in told] == [
        (("a",), "05 09:00"),
        (("b",), "06 09:00"),
        (("a",), "07 09:00"),
    ]
    assert not any(one.may_go_on for one in told)


def test_where_the_list_ends_nothing_is_claimed() -> None:
    (only,) = glance([listed(ALONE, most=3)], AT)
    assert only.may_go_on
    assert only.ends_at == utc("2026-03-07 09:00")


def test_no_rotations_are_no_time_at_all() -> None:
    assert glance([], AT) == ()


def test_a_cover_is_told_while_it_lasts() -> None:
    before, during, after = glance([listed(NINE, [override("b", "2026-03-04 14:00", "2026-03-04 16:00")])], AT)
    assert (before.covers, after.covers) == ((), ())
    (cover,) = during.covers
    assert (cover.contact_arns, cover.overridden_arns) == (("b",), ("a",))


def test_the_part_of_one_person_follows_the_covers() -> None:
    overrides = [
        override("b", "2026-03-04 14:00", "2026-03-04 16:00"),
        override("", "2026-03-04 20:00", "2026-03-04 21:00"),
    ]
    found = listed(NINE, overrides, most=6).shifts
    fourth = [
        (f"{one.starts_at:%H:%M}", one.instead_of, one.covered_by)
        for one in own("a", found)
        if one.ends_at < utc("2026-03-05 10:00")
    ]
    assert fourth == [
        ("09:00", (), None),
        ("14:00", (), ("b",)),
        ("16:00", (), None),
        ("20:00", (), ()),
        ("21:00", (), None),
    ]
    assert next(own("b", found)) == Own(
        starts_at=utc("2026-03-04 14:00"), ends_at=utc("2026-03-04 16:00"), instead_of=("a",)
    )


def test_what_follows_without_a_change_is_one_part() -> None:
    (part,) = own("a", listed(ALONE, most=5).shifts)
    assert (part.starts_at, part.ends_at) == (utc("2026-03-04 09:00"), utc("2026-03-09 09:00"))


def test_who_stays_on_call_in_spite_of_an_override_is_not_covered_for() -> None:
    shift = Shift(starts_at=AT, ends_at=FAR, contact_arns=("a", "c"), overridden_arns=("a", "b"), is_override=True)
    assert [(one.instead_of, one.covered_by) for one in own("a", [shift])] == [((), None)]
    assert [(one.instead_of, one.covered_by) for one in own("b", [shift])] == [((), ("c",))]
    assert [(one.instead_of, one.covered_by) for one in own("c", [shift])] == [(("b",), None)]


def test_to_whom_a_shift_is_left_is_told_where_nobody_comes_instead() -> None:
    shift = Shift(starts_at=AT, ends_at=FAR, contact_arns=("b",), overridden_arns=("a", "b"), is_override=True)
    assert [(one.covered_by, one.left_to) for one in own("a", [shift])] == [((), ("b",))]
    nobody = replace(shift, contact_arns=())
    assert [(one.covered_by, one.left_to) for one in own("a", [nobody])] == [((), ())]
    another = replace(shift, contact_arns=("b", "c"))
    assert [(one.covered_by, one.left_to) for one in own("a", [another])] == [(("c",), ("b",))]


@given(st.lists(overridden(), min_size=1, max_size=3), st.integers(1, 8), st.data())
@settings(max_examples=40, deadline=None)
def test_short_lists_tell_what_the_rules_say_of_every_moment_they_speak_of(
    drawn: list[tuple[Rotation, list[RotationOverride]]], most: int, data: st.DataObject
) -> None:
    at = drawn[0][0].created_at + MINUTE * data.draw(st.integers(0, 60 * DAY_MINUTES))
    until = at + timedelta(days=400)
    lists = []
    for one, overrides in drawn:
        found = tuple(islice(shifts(one, overrides, at, until), most + 1))
        cut = found[:most]
        lists.append(Listed(shifts=cut, known_until=cut[-1].ends_at if len(found) > most else until))
    told = glance(lists, at)
    assert told[0].starts_at == at
    for spell in told:
        for moment in (spell.starts_at, spell.ends_at - timedelta(microseconds=1)):
            assert set(everybody_on_call(drawn, moment)) == set(spell.contact_arns)
        if not spell.may_go_on:
            assert set(everybody_on_call(drawn, spell.ends_at)) != set(spell.contact_arns)
