"""Whoever sends many requests that are refused fills no disk, and none of them goes uncounted."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.audit.counting import EACH, IN_ALL, KINDS, Crowd, Kind, Tally
from tests.storage.examples import NOON

CODES = st.sampled_from(["InvalidSignatureException", "ThrottlingException"])
REQUESTS = st.lists(st.tuples(st.builds(Kind, st.just("a:B"), CODES, st.text(max_size=2)), st.integers(0, 20)))


@given(REQUESTS)
def test_each_is_recorded_or_counted(requests: list[tuple[Kind, int]]) -> None:
    crowd, at, recorded, counted = Crowd(), NOON, 0, 0
    for kind, seconds in requests:
        at += timedelta(seconds=seconds)
        recorded += crowd.admits(kind, at)
        if seconds > 15:
            counted += sum(tally.count for _, tally in crowd.counted())
    assert recorded + counted + sum(tally.count for _, tally in crowd.counted()) == len(requests)


@given(st.lists(st.text(max_size=4), max_size=300))
def test_a_minute_leaves_few_records_whatever_they_call_themselves(names: list[str]) -> None:
    crowd = Crowd()
    recorded = [crowd.admits(Kind("a:B", "No", name), NOON) for name in names]
    assert sum(recorded) <= IN_ALL
    assert len(crowd.counted()) <= KINDS + 1


def test_the_first_few_of_a_kind_are_recorded_one_by_one_each_minute() -> None:
    crowd, kind = Crowd(), Kind("a:B", "No")
    assert [crowd.admits(kind, NOON) for _ in range(20)].count(True) == EACH
    assert crowd.counted() == [(kind, Tally(20 - EACH))]
    assert crowd.admits(kind, NOON + timedelta(minutes=1))
    assert crowd.counted() == []


def test_of_those_that_are_only_counted_some_addresses_are_told() -> None:
    crowd, kind = Crowd(), Kind("a:B", "No")
    for at in range(EACH + 100):
        crowd.admits(kind, NOON, f"192.0.2.{at % 50}")
    [(_, tally)] = crowd.counted()
    addresses = tally.told()["sourceIPAddresses"]
    assert isinstance(addresses, dict)
    assert (tally.count, len(addresses), addresses["192.0.2.5"]) == (100, 20, 2)
