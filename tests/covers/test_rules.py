"""What can be asked for, what comes of it, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.covers.agreeing import Changed, Instead, overrides_of
from core.covers.asking import Facts, Wish, problem_of, turns_of
from core.covers.burden import burden, spans_of
from core.covers.choices import Choice, choices
from core.covers.cover import Cover, Kind, Party, Turn, expiry, over
from core.errors import Refusal
from core.oncall.shifts import on_call, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.members import described
from core.rotations.rotation import Rotation
from tests.oncall.drawing import overridden

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEN, CLEO = "ana", "ben", "cleo"


def daily(*members: str, on_calls: int = 1) -> Rotation:
    """Hands over each day at nine, from Monday on."""
    recurrence = {
        "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}],
        "NumberOfOnCalls": on_calls,
        "RecurrenceMultiplier": 1,
    }
    request = {"Name": "primary", "ContactIds": list(members), "TimeZoneId": "UTC", "StartTime": MONDAY}
    return described("rotation", {**request, "Recurrence": recurrence}, MONDAY)


def asked_for(*turns: Turn, kind: Kind = "give", at: datetime = MONDAY) -> Cover:
    """A cover between Ana and Ben."""
    return Cover(
        id="1",
        kind=kind,
        rotation_arn="rotation",
        called="primary",
        asker=Party(contact_arn=ANA, user_id="UANA", name="Ana"),
        other=Party(contact_arn=BEN, user_id="UBEN", name="Ben"),
        turns=turns,
        asked_at=at,
        expires_at=expiry(turns, at),
    )


def instead(leaves: str, comes: str, day: int, lasts: timedelta = DAY) -> Turn:
    """On that day's shift, the first being 0."""
    start = MONDAY + day * DAY
    return Turn(starts_at=start, ends_at=start + lasts, leaves=leaves, comes=comes)


def made(overrides: list[Instead]) -> list[RotationOverride]:
    """As if they had been stored last."""
    return [
        RotationOverride(
            id=f"z{number}",
            rotation_arn="rotation",
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            contact_arns=one.contact_arns,
            created_at=datetime(2100, 1, 1, tzinfo=UTC),
        )
        for number, one in enumerate(overrides)
    ]


@given(overridden(), st.data())
def test_where_both_agree_one_is_on_call_for_the_other_in_that_time_and_nothing_else_changes(drawn, data) -> None:
    rotation, overrides = drawn
    start = rotation.start_at
    window = start, start + 20 * DAY
    offered = [one for one in choices(shifts(rotation, overrides, *window), start) if one.shift.ends_at <= window[1]]
    chosen = data.draw(st.sampled_from(offered)) if offered else None
    others = [arn for arn in rotation.contact_arns if chosen and arn not in chosen.shift.contact_arns]
    assume(chosen is not None and others)
    comes = data.draw(st.sampled_from(others))
    turn = Turn(
        starts_at=max(chosen.shift.starts_at, start),
        ends_at=chosen.shift.ends_at,
        leaves=chosen.contact_arn,
        comes=comes,
    )
    new = made(overrides_of(asked_for(turn), lambda a, b: shifts(rotation, overrides, a, b), start))
    edges = sorted({
        *(edge for one in shifts(rotation, overrides, *window) for edge in (one.starts_at, one.ends_at)),
        turn.starts_at, turn.ends_at,
    })  # fmt: skip
    for edge, following in pairwise(edges):
        at = edge + (following - edge) / 2
        was, now = (on_call(rotation, stored, at) for stored in (overrides, [*overrides, *new]))
        if turn.starts_at <= at < turn.ends_at:
            assert now.contact_arns == tuple(comes if arn == turn.leaves else arn for arn in was.contact_arns)
        else:
            assert (now and now.contact_arns) == (was and was.contact_arns)


def test_of_several_on_call_only_the_one_is_replaced() -> None:
    rotation = daily(ANA, CLEO, BEN, "dev", on_calls=2)
    (one,) = overrides_of(asked_for(instead(ANA, BEN, 0)), lambda a, b: shifts(rotation, [], a, b), MONDAY)
    assert one.contact_arns == (BEN, CLEO)


def test_of_a_shift_that_runs_the_rest_is_covered_from_when_they_agree() -> None:
    rotation = daily(ANA, BEN)
    now = MONDAY + 5 * HOUR
    (one,) = overrides_of(asked_for(instead(ANA, BEN, 0)), lambda a, b: shifts(rotation, [], a, b), now)
    assert (one.starts_at, one.ends_at) == (now, MONDAY + DAY)


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (instead(BEN, ANA, 0), "it is Ana's shift"),
        (instead(ANA, BEN, 0, 2 * DAY), "the second half is Ben's own"),
    ],
)
def test_a_shift_that_is_somebody_elses_by_now_is_a_change(turn: Turn, why: str) -> None:
    rotation = daily(ANA, BEN)
    with pytest.raises(Changed):
        overrides_of(asked_for(turn), lambda a, b: shifts(rotation, [], a, b), MONDAY), why


def test_so_is_one_that_somebody_has_covered_in_its_middle() -> None:
    rotation = daily(ANA, BEN, CLEO)
    cut = RotationOverride(
        id="1", rotation_arn="r", starts_at=MONDAY + HOUR, ends_at=MONDAY + 2 * HOUR, contact_arns=(CLEO,),
        created_at=MONDAY,
    )  # fmt: skip
    with pytest.raises(Changed):
        overrides_of(asked_for(instead(ANA, BEN, 0)), lambda a, b: shifts(rotation, [cut], a, b), MONDAY)


def wrong(wish: Wish, rotation: Rotation, now: datetime = MONDAY) -> tuple[str, str]:
    """The field and the reason of a refusal."""
    facts = Facts(rotation=rotation, names={ANA: "Ana", BEN: "Ben"}, zone=ZoneInfo("Europe/Berlin"), now=now)
    with pytest.raises(Refusal) as no:
        turns_of(wish, facts)
    found = problem_of(no.value)
    assert found
    return found


def first_of(rotation: Rotation, who: str) -> Choice:
    """Their next shift."""
    found = choices(shifts(rotation, [], MONDAY, MONDAY + 20 * DAY), MONDAY)
    return next(one for one in found if one.contact_arn == who)


def test_who_is_no_member_is_refused_with_an_overrides_own_reason() -> None:
    rotation = daily(ANA, BEN)
    field, said = wrong(Wish(kind="take", asker=CLEO, theirs=first_of(rotation, ANA)), rotation)
    assert field == "theirs"
    assert said.startswith("cleo is not a member of the rotation primary, whose members alone can cover")
    given_to = Wish(kind="give", asker=ANA, mine=first_of(rotation, ANA), to=CLEO)
    assert wrong(given_to, rotation)[0] == "to"


def test_a_part_lies_within_the_shift_and_is_told_of_in_the_readers_zone() -> None:
    rotation = daily(ANA, BEN)
    wish = Wish(kind="give", asker=ANA, mine=first_of(rotation, ANA), to=BEN, starts_at=MONDAY - HOUR)
    assert wrong(wish, rotation) == (
        "from",
        "the shift lasts from Mon 02 Mar 10:00 until Tue 03 Mar 10:00; choose a time within it, or none for all of it",
    )


def test_a_part_of_less_than_half_an_hour_is_refused_as_an_override_is() -> None:
    rotation = daily(ANA, BEN)
    wish = Wish(kind="give", asker=ANA, mine=first_of(rotation, ANA), to=BEN, starts_at=MONDAY + HOUR)
    short = replace(wish, ends_at=MONDAY + HOUR + timedelta(minutes=29))
    assert wrong(short, rotation) == ("until", "choose half an hour or more")
    ended = wrong(replace(wish, ends_at=MONDAY + 2 * HOUR), rotation, MONDAY + 3 * HOUR)
    assert ended == ("until", "this time is over already")


def test_to_oneself_nothing_is_given() -> None:
    rotation = daily(ANA, BEN)
    assert wrong(Wish(kind="give", asker=ANA, mine=first_of(rotation, ANA), to=ANA), rotation)[0] == "to"
    assert wrong(Wish(kind="take", asker=ANA, theirs=first_of(rotation, ANA)), rotation)[0] == "theirs"


def test_a_shift_that_is_not_there_any_more_is_asked_for_anew() -> None:
    rotation = daily(ANA, BEN)
    assert wrong(Wish(kind="take", asker=ANA), rotation)[0] == "theirs"
    assert wrong(Wish(kind="swap", asker=ANA, theirs=first_of(rotation, BEN)), rotation)[0] == "mine"


def test_a_swap_is_two_turns_in_order() -> None:
    rotation = daily(ANA, BEN)
    facts = Facts(rotation=rotation, names={}, zone=UTC, now=MONDAY)
    wish = Wish(kind="swap", asker=ANA, mine=first_of(rotation, ANA), theirs=first_of(rotation, BEN))
    assert turns_of(wish, facts) == (instead(ANA, BEN, 0), instead(BEN, ANA, 1))


def test_it_expires_with_the_first_shift_or_after_a_week_or_when_too_little_is_left() -> None:
    assert expiry((instead(ANA, BEN, 3), instead(BEN, ANA, 2)), MONDAY) == MONDAY + 2 * DAY
    assert expiry((instead(ANA, BEN, 30),), MONDAY) == MONDAY + 7 * DAY
    assert expiry((instead(ANA, BEN, 0),), MONDAY + HOUR) == MONDAY + DAY - HOUR / 2


def test_what_is_over_says_how() -> None:
    cover = asked_for(instead(ANA, BEN, 2))
    late = asked_for(instead(ANA, BEN, 30))
    assert over(cover, MONDAY + 2 * DAY - timedelta(microseconds=1)) is None
    assert over(cover, MONDAY + 2 * DAY) == "begun"
    assert over(late, MONDAY + 7 * DAY) == "expired"
    assert over(replace(cover, outcome="declined"), MONDAY) == "declined"


def test_a_key_means_one_part_of_one_shift_only() -> None:
    rotation = daily(ANA, BEN, CLEO, "dev", on_calls=2)
    found = list(choices(shifts(rotation, [], MONDAY, MONDAY + 9 * DAY), MONDAY))
    assert len({one.key for one in found}) == len(found) == 18


def test_a_shift_of_which_too_little_is_left_is_not_offered() -> None:
    rotation = daily(ANA, BEN)
    late = MONDAY + DAY - timedelta(minutes=29)
    assert next(choices(shifts(rotation, [], late, MONDAY + 3 * DAY), late)).contact_arn == BEN


def test_what_somebody_would_have_counts_what_they_have_and_not_what_they_give_up() -> None:
    rotation = daily(ANA, BEN, CLEO)
    already = spans_of(shifts(rotation, [], MONDAY, MONDAY + 9 * DAY), BEN)
    taken, given = instead(ANA, BEN, 3), instead(BEN, ANA, 4)
    found = burden(already, taken, ZoneInfo("UTC"))
    assert (found.starts_at, found.ends_at, found.nights) == (MONDAY + 3 * DAY, MONDAY + 5 * DAY, 2)
    left = spans_of(shifts(rotation, [], MONDAY, MONDAY + 9 * DAY), BEN, [given])
    swapped = burden(left, taken, ZoneInfo("UTC"))
    assert (swapped.starts_at, swapped.ends_at, swapped.nights) == (MONDAY + 3 * DAY, MONDAY + 4 * DAY, 1)
