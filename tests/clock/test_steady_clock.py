"""Does time go on evenly, whatever somebody does to the clock that it is read from?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.clock import SLOWED_TO, SteadyClock, SystemClock, passed, wall_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALMOST_AS_FAST = SLOWED_TO[0] / SLOWED_TO[1]
STEPS = st.lists(
    st.tuples(st.integers(0, 3_600_000), st.integers(-7_200_000, 7_200_000) | st.just(0)), min_size=1, max_size=30
)
"""What passes, and by how much the wall clock is set then, in milliseconds."""


class Machine:
    """A wall clock that can be set, and one that cannot."""

    def __init__(self) -> None:
        self.wall, self.elapsed = NOON, timedelta()
        self.told: list[timedelta] = []
        self.clock = SteadyClock(self, lambda: self.elapsed)
        self.clock.tell = self.told.append

    def now(self) -> datetime:
        return self.wall

    def wait(self, **time: float) -> datetime:
        self.wall += timedelta(**time)
        self.elapsed += timedelta(**time)
        return self.clock.now()

    def set(self, **time: float) -> None:
        self.wall += timedelta(**time)


def test_it_is_the_wall_clock_as_long_as_nobody_sets_that() -> None:
    machine = Machine()
    assert [machine.wait(seconds=one) for one in (1, 0, 60)] == [NOON + timedelta(seconds=s) for s in (1, 1, 61)]


def test_a_step_forward_is_followed_at_once() -> None:
    machine = Machine()
    machine.set(hours=1)
    assert machine.clock.now() == NOON + timedelta(hours=1)
    assert not machine.told


def test_a_step_back_makes_it_slower_until_both_agree() -> None:
    machine = Machine()
    machine.set(minutes=-1)
    assert machine.clock.now() == NOON
    assert machine.wait(seconds=100) == NOON + timedelta(seconds=90)
    assert machine.clock.ahead == timedelta(seconds=50)
    assert machine.wait(seconds=1000) == machine.wall
    assert machine.clock.ahead == timedelta()


def test_a_step_back_is_told_once() -> None:
    machine = Machine()
    machine.set(minutes=-1)
    for _ in range(5):
        machine.wait(seconds=1)
    assert [round(told.total_seconds()) for told in machine.told] == [60]
    machine.set(minutes=-2)
    machine.wait(seconds=1)
    assert len(machine.told) == 2


def test_what_those_do_who_keep_a_clock_right_is_not_told() -> None:
    machine = Machine()
    machine.set(seconds=-1)
    machine.clock.now()
    assert not machine.told


def test_sleep_of_the_whole_machine_is_counted() -> None:
    machine = Machine()
    machine.set(hours=-1)
    machine.clock.now()
    assert machine.wait(hours=8) == NOON + max(timedelta(hours=8) * ALMOST_AS_FAST, timedelta(hours=7))


@given(STEPS)
def test_it_never_goes_back_and_is_never_behind(steps: list[tuple[int, int]]) -> None:
    machine = Machine()
    last = machine.clock.now()
    for waited, set_by in steps:
        machine.set(milliseconds=set_by)
        now = machine.wait(milliseconds=waited)
        assert last <= now >= machine.wall
        last = now


@given(STEPS)
def test_an_interval_is_at_most_a_tenth_longer_whatever_happens(steps: list[tuple[int, int]]) -> None:
    machine = Machine()
    for waited, set_by in steps:
        machine.set(milliseconds=set_by)
        before = machine.clock.now()
        assert machine.wait(milliseconds=waited) - before >= timedelta(milliseconds=waited) * ALMOST_AS_FAST


def test_another_clock_can_be_followed_and_the_hand_over_is_no_step_back() -> None:
    machine, slow = Machine(), Machine()
    slow.set(seconds=-10)
    machine.clock.follow(slow)
    assert machine.clock.now() == NOON
    assert machine.told == [timedelta(seconds=10)]


def test_signatures_are_compared_with_the_wall_clock_and_a_clock_of_a_test_stays_what_it_is() -> None:
    machine = Machine()
    assert isinstance(wall_of(machine.clock), SystemClock)
    assert wall_of(machine) is machine


def test_the_machines_own_clocks_are_there() -> None:
    first = passed()
    assert timedelta() < first <= passed()
    assert abs(SteadyClock().now() - SystemClock().now()) < timedelta(seconds=5)
