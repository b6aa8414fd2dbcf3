"""The laws of what is told: no flood, no silence, nothing twice, whatever happens in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contacts.contact import Contact
from core.handoffs import user_group
from core.handoffs.changes import QUIET, Seen, begun, change, ended, is_due, told_in
from core.handoffs.hand_off import HandOff
from core.handoffs.tags import are_told, channels_named, is_group_id, user_groups_of
from core.handoffs.user_group import UserGroup, wanted
from tests.operations.muster import ARNS, START

PEOPLE = st.lists(st.sampled_from("abcd"), unique=True).map(tuple)
MINUTES = st.lists(PEOPLE, min_size=1, max_size=60)
"""Who is on call in each of so many half minutes."""
HALF = timedelta(seconds=30)


def seen(on_call: tuple[str, ...], soon: tuple[str, ...] | None = None, **tags: str) -> Seen:
    schedule = Contact(arn=ARNS.contact("s"), alias="s", type="ONCALL_SCHEDULE", tags=tags)
    return Seen(schedule=schedule, on_call=on_call, soon=on_call if soon is None else soon)


def posts(timeline: list[tuple[str, ...]]) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """When, in half minutes, a channel that takes everything hears that whom were followed by whom."""
    kept, heard = None, []
    for place, on_call in enumerate(timeline):
        now = START + place * HALF
        soon = timeline[min(place + 4, len(timeline) - 1)]
        if not is_due(kept, seen(on_call, soon), now):
            continue
        if kept is None:
            kept = HandOff(schedule_arn="s", told=on_call, told_at=now)
            continue
        going = begun(kept, on_call, now)
        if going.under_way:
            heard.append((place, kept.told, going.under_way.contact_arns))
        kept = ended(told_in(going, "C"), now)
    return heard


@given(MINUTES)
def test_each_post_is_a_change_goes_on_from_the_last_and_leaves_two_minutes(timeline):
    heard = posts(timeline)
    before, told_at = timeline[0], 0
    for place, out, came in heard:
        assert (set(out), set(out) != set(came)) == (set(before), True)
        assert (place - told_at) * HALF >= QUIET
        before, told_at = came, place


@given(MINUTES, PEOPLE)
def test_who_stays_on_call_is_known_within_two_minutes(timeline, last):
    told = [timeline[0], *(came for _, _, came in posts([*timeline, *[last] * 9]))]
    assert set(told[-1]) == set(last)


@given(PEOPLE, st.integers(1, 500))
def test_where_nobody_else_comes_nothing_is_ever_told(people, count):
    assert posts([people] * count) == []


@given(PEOPLE, PEOPLE)
def test_whoever_was_or_is_on_call_is_out_or_in_or_stays(before, after):
    found = change(before, after)
    assert {*found.out, *found.stay} == set(before)
    assert {*found.came, *found.stay} == set(after)
    assert not set(found.out) & set(found.came)


@given(PEOPLE, PEOPLE, PEOPLE)
def test_what_one_channel_has_the_others_get_word_for_word(before, first, then):
    kept = HandOff(schedule_arn="s", told=before, told_at=START)
    going = begun(kept, first, START)
    again = begun(told_in(going, "C1"), then, START + HALF)
    if going.under_way:
        assert again.under_way
        assert again.under_way.contact_arns == first
        assert again.under_way.begun_at == START
    unheard = begun(going, then, START + HALF)
    assert (unheard.under_way is None) == (set(then) == set(before)), "nobody heard of what is over"


@given(PEOPLE, PEOPLE)
def test_a_group_is_put_once_and_never_emptied(first, then):
    users = {one: f"U{one}" for one in "abc"}  # d is not in Slack
    kept = None
    for on_call in (first, first, then, then):
        group = wanted([seen(on_call, **{"muster/slack-user-group": "g"})], users)["g"]
        assert group.user_ids == {users[one] for one in on_call if one in users}
        assert set(group.left_out) == set(on_call) - users.keys()
        if user_group.is_due(kept, group, START):
            assert group.user_ids
            assert kept is None or set(kept.user_ids) != group.user_ids
            kept = UserGroup(name="g", schedule_arn="s", user_ids=tuple(group.user_ids))
    assert not user_group.is_due(kept, group, START)


@pytest.mark.parametrize(
    ("value", "groups"),
    [
        ("S0604QSJC", ("S0604QSJC",)),
        ("@oncall", ("oncall",)),
        ("On-Call  @on-call S0604QSJC", ("on-call", "S0604QSJC")),
        ("SREONCALL", ("sreoncall",)),
        (" @ ", ()),
    ],
)
def test_a_tag_names_groups_by_id_or_handle(value, groups):
    assert user_groups_of({"Muster/Slack-User-Group": value}) == groups
    assert [is_group_id(one) for one in groups] == [one[0] == "S" for one in groups]


def test_other_tags_say_whether_and_where_it_is_told():
    assert are_told({})
    assert are_told({"muster/hand-off-posts": "on"})
    assert not are_told({"muster/hand-off-posts": "Off"})
    assert channels_named({"muster/hand-off-channel": "C1 C2 C1"}) == ("C1", "C2")
