"""Whatever breaks, wherever the engine waits for anything: everybody is paged as if it had not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from tests.faults.checker import violations
from tests.faults.faults import AT_CARRIER, AtCarrier, AtDatabase, Faults
from tests.faults.plans import OwnStage, Person, Plan, Reach, Stage, Target
from tests.faults.running import Doing, Run, Scenario
from tests.faults.theatre import Theatre

AGAIN = (OwnStage(5, (Reach("SLACK", 3),)),)
PLAN = Plan(
    people=(Person("ana", AGAIN), Person("ben"), Person("cleo"), Person("dora")),
    stages=(
        Stage(5, (Target("ana"), Target("ben", on_duty=True))),
        Stage(5, (Target("cleo", on_duty=True),)),
        Stage(5, (Target("dora"),)),
    ),
)
CLEO_ANSWERS = (Doing(after=timedelta(minutes=6), alias="cleo"),)


def run(stage: Theatre, **faults: object) -> Run:
    run = stage.run(Scenario(plan=PLAN, doings=CLEO_ANSWERS, faults=Faults(**faults)))
    assert violations(run.history) == [], faults
    return run


def each(stage: Theatre, step: int, **faults: Callable[[int], object]) -> int:
    """Have it happen at every `step`th occasion, until there is none; how many occasions there are."""
    for number in count(1, step):
        if not run(stage, **{name: value(number) for name, value in faults.items()}).struck:
            break
    return number


def test_a_process_may_die_wherever_it_gives_way(stage: Theatre) -> None:
    assert each(stage, 2, dies_at=lambda number: (number,)) > 80


def test_a_process_that_died_may_be_away_for_a_while(stage: Theatre) -> None:
    assert each(stage, 5, dies_at=lambda number: (number,), down_for=lambda _: timedelta(minutes=12)) > 40


def test_the_next_process_may_die_as_well(stage: Theatre) -> None:
    assert each(stage, 9, dies_at=lambda number: (number, 1 + number % 7)) > 40


@pytest.mark.parametrize("trouble", AT_CARRIER)
def test_any_call_of_a_carrier_may_fail(stage: Theatre, trouble: AtCarrier) -> None:
    assert each(stage, 1, at_carrier=lambda number: {number: trouble}) > 8


@pytest.mark.parametrize("trouble", ["before", "after"])
def test_the_database_may_be_lost_at_a_statement(stage: Theatre, trouble: AtDatabase) -> None:
    assert each(stage, 6, at_database=lambda number: {number: trouble}) > 80


@pytest.mark.parametrize("minutes", [11, -11])
def test_the_machines_clock_may_be_set_while_a_carrier_is_asked(stage: Theatre, minutes: int) -> None:
    assert each(stage, 1, clock=lambda number: {number: timedelta(minutes=minutes)}) > 8
