"""Alarms are asked to come again while the loop is late, and as soon as it is not they are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.http.intake.pace import BURST_LASTS, LATEST, LOOKS_EVERY, LOOKS_FOR, NO_REST, RESTED_AFTER, Pace


@dataclass
class Loop:
    """Time passes when it is told to; what is due is then done so much too late."""

    now: float = 100.0
    due: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, call: Callable[..., None], *arguments: Any) -> None:
        self.due.append((self.now + delay, call, arguments))

    def goes_round(self, late: float = 0.0) -> None:
        at, call, arguments = self.due.pop(0)
        self.now = at + late
        call(*arguments)


def pace_on(loop: Loop, *, pages_wait: bool = False) -> Pace:
    return Pace(lambda: pages_wait, lambda: loop)  # type: ignore[arg-type, return-value]  # as much of a loop as is asked for


def test_the_first_alarm_is_taken():
    assert pace_on(Loop()).is_kept()


def test_a_late_loop_takes_no_more_until_it_is_in_time_again():
    loop = Loop()
    pace = pace_on(loop)
    pace.is_kept()
    loop.goes_round(late=BURST_LASTS)
    assert pace.is_kept(), "for so long it is only a burst"
    loop.goes_round(late=LATEST * 2)
    assert not pace.is_kept()
    loop.goes_round(late=LATEST / 2)
    assert pace.is_kept()


def test_it_is_looked_at_once_for_any_number_of_alarms_and_not_when_none_come():
    loop = Loop()
    pace = pace_on(loop)
    assert all(pace.is_kept() for _ in range(9))
    assert len(loop.due) == 1
    for _ in range(int(LOOKS_FOR / LOOKS_EVERY) + 2):
        if loop.due:
            loop.goes_round()
    assert loop.due == []


def test_whoever_comes_after_a_quiet_time_is_taken_although_the_last_look_was_late():
    loop = Loop()
    pace = pace_on(loop)
    pace.is_kept()
    loop.goes_round(late=LOOKS_FOR * 2)
    assert loop.due == []
    assert pace.is_kept()


def test_where_pages_wait_and_the_loop_has_no_rest_no_alarm_makes_them_wait_longer():
    loop = Loop()
    pace, other = pace_on(loop, pages_wait=True), pace_on(Loop())
    pace.is_kept()
    loop.goes_round(late=NO_REST * 2)
    assert not pace.is_kept()
    while loop.now < 100 + RESTED_AFTER + 2 * LOOKS_EVERY + NO_REST * 2:
        loop.goes_round()
    assert pace.is_kept(), "it has had time to rest"
    assert other.is_kept()


def test_pages_that_wait_for_a_carrier_while_there_is_nothing_to_do_keep_no_alarm_out():
    loop = Loop()
    pace = pace_on(loop, pages_wait=True)
    for _ in range(9):
        assert pace.is_kept()
        loop.goes_round(late=NO_REST / 2)
