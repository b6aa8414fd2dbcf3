"""The same for people who are reached by Slack, by text through one provider or the other, and by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from tests.faults.checker import violations
from tests.faults.faults import AT_CARRIER, AT_REPORT, AtCarrier, AtDatabase, AtReport, Faults
from tests.faults.history import History, Sending
from tests.faults.plans import OwnStage, Person, Plan, Reach, Stage, Target
from tests.faults.running import Doing, Run, Scenario
from tests.faults.theatre import Theatre

PLAN = Plan(
    people=(
        Person("ana", (OwnStage(5, (Reach("SLACK"), Reach("SMS", 3), Reach("EMAIL", 3))),)),
        Person("ben", (OwnStage(2, (Reach("EMAIL"),)), OwnStage(5, (Reach("SMS"),)))),
        Person("cleo", (OwnStage(5, (Reach("SMS"), Reach("SLACK"))),)),
        Person("dora"),
    ),
    stages=(
        Stage(5, (Target("ana"), Target("ben"))),
        Stage(5, (Target("cleo"),)),
        Stage(5, (Target("dora"),)),
    ),
)
CLEO_ANSWERS = (Doing(after=timedelta(minutes=7), alias="cleo"),)


def run(stage: Theatre, **faults: object) -> Run:
    run = stage.run(Scenario(plan=PLAN, doings=CLEO_ANSWERS, faults=Faults(**faults)))
    assert violations(run.history) == [], faults
    return run


def each(stage: Theatre, step: int, **faults: Callable[[int], object]) -> int:
    """See `test_every_await`."""
    for number in count(1, step):
        if not run(stage, **{name: value(number) for name, value in faults.items()}).struck:
            break
    return number


def sendings(history: History, alias: str, medium: str) -> list[Sending]:
    return [one for _, one in history.numbered(Sending) if (one.alias, one.medium) == (alias, medium)]


def test_everybody_is_reached_in_each_way(stage: Theatre) -> None:
    history = run(stage).history
    assert [len(sendings(history, "ana", medium)) for medium in ("SLACK", "SMS", "EMAIL")] == [1, 2, 2]
    assert [one.provider for one in sendings(history, "ana", "SMS")] == ["a", "a"]
    delivered = [told for told in history.pages.values() if told.medium == "SMS" and told.count("DELIVERED")]
    assert {told.alias for told in delivered} == {"ana", "ben", "cleo"}


def test_a_process_may_die_wherever_it_gives_way(stage: Theatre) -> None:
    assert each(stage, 17, dies_at=lambda number: (number,)) > 150


@pytest.mark.parametrize("trouble", AT_CARRIER)
def test_any_call_of_a_carrier_may_fail(stage: Theatre, trouble: AtCarrier) -> None:
    assert each(stage, 2, at_carrier=lambda number: {number: trouble}) > 10


@pytest.mark.parametrize("trouble", AT_REPORT)
def test_any_report_may_go_wrong(stage: Theatre, trouble: AtReport) -> None:
    assert each(stage, 1, reports=lambda number: {number: trouble}) > 4


@pytest.mark.parametrize("trouble", ["before", "after"])
def test_the_database_may_be_lost_at_a_statement(stage: Theatre, trouble: AtDatabase) -> None:
    assert each(stage, 31, at_database=lambda number: {number: trouble}) > 100
