"""Who judges others by a clock knows when somebody has set it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.faults.wall_clock import WallClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Machine:
    def __init__(self) -> None:
        self.wall, self.elapsed = NOON, timedelta(hours=5)
        self.clock = WallClock(lambda: self.wall, lambda: self.elapsed)

    def passes(self, by: timedelta, set_by: timedelta = timedelta()) -> None:
        self.wall, self.elapsed = self.wall + by + set_by, self.elapsed + by
        self.clock.look()


def test_a_clock_that_goes_on_evenly_was_never_set() -> None:
    machine = Machine()
    for _ in range(100):
        machine.passes(SECOND / 20)
    assert not machine.clock.steps
    assert not machine.clock.differs(NOON, machine.wall)


def test_a_step_is_noted_once_and_counts_for_what_happened_around_it() -> None:
    machine = Machine()
    machine.passes(10 * SECOND)
    machine.passes(SECOND / 20, set_by=-0.6 * SECOND)
    machine.passes(10 * SECOND)
    assert [step.by for step in machine.clock.steps] == [-0.6 * SECOND]
    assert machine.clock.differs(NOON + 9 * SECOND, NOON + 12 * SECOND) == 0.6 * SECOND
    assert machine.clock.differs(NOON + 10 * SECOND, NOON + 12 * SECOND) == 0.6 * SECOND, "it had begun before the step"
    assert not machine.clock.differs(NOON + 15 * SECOND, NOON + 19 * SECOND)
    assert str(machine.clock.steps[0]) == "the machine's clock was set by -0.60 s at 12:00:09.450000"


def test_a_clock_that_is_read_while_others_have_the_processor_is_not_judged() -> None:
    machine = Machine()
    readings = iter([timedelta(hours=5), timedelta(hours=5, seconds=1)])
    machine.clock.elapsed = lambda: next(readings)
    machine.clock.look()
    assert not machine.clock.steps
