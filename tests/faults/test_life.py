"""A long life with everything in it: engagements, answers, deaths and troubles in any order, as Hypothesis likes."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.faults.chances import plans
from tests.faults.checker import violations
from tests.faults.faults import AT_CARRIER, AT_REPORT, AtCarrier, AtDatabase, AtReport
from tests.faults.installation import EVERYBODY
from tests.faults.plans import Plan
from tests.faults.running import Run
from tests.faults.theatre import Theatre

MOST_ENGAGEMENTS = 5
UNTIL_ALL_IS_OVER = timedelta(minutes=45)
"""The longest plan, and what may hold it up."""


def life_in(theatre: Theatre) -> type[RuleBasedStateMachine]:  # noqa: C901 - a list of small rules
    """The machine, with a place to live."""

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.stack = AsyncExitStack()
            self.run: Run | None = None

        @initialize(plan=plans)
        def begins(self, plan: Plan) -> None:
            folder = self.stack.enter_context(tempfile.TemporaryDirectory())
            self.run = Run(theatre.beginning(plan), Path(folder))
            theatre.do(self.stack.enter_async_context(self.run.opened()))

        @precondition(lambda self: len(self.run.engagements) < MOST_ENGAGEMENTS)
        @rule()
        def somebody_is_needed(self) -> None:
            theatre.do(self.run.begins())

        @rule(seconds=st.sampled_from([1, 30, 60, 120, 300]))
        def time_passes(self, seconds: int) -> None:
            theatre.do(self.run.wait_until(self.run.clock.at + timedelta(seconds=seconds)))

        @rule(alias=st.sampled_from(EVERYBODY))
        def somebody_answers(self, alias: str) -> None:
            theatre.do(self.run.answers(alias))

        @precondition(lambda self: self.run.engagements)
        @rule(data=st.data())
        def somebody_stops_it(self, data: st.DataObject) -> None:
            theatre.do(self.run.stops(data.draw(st.sampled_from(self.run.engagements))))

        @rule(after=st.integers(1, 60), down_for=st.sampled_from([0, 1, 90, 700]))
        def the_process_will_die(self, after: int, down_for: int) -> None:
            self.run.faults = replace(self.run.faults, down_for=timedelta(seconds=down_for))
            life = self.run.muster.life
            life.last = life.resumptions + after

        @rule(after=st.integers(1, 10), trouble=st.sampled_from(AT_CARRIER))
        def a_carrier_will_fail(self, after: int, trouble: AtCarrier) -> None:
            known = self.run.faults.at_carrier
            self.run.faults = replace(self.run.faults, at_carrier={**known, self.run.calls + after: trouble})

        @rule(after=st.integers(1, 5), trouble=st.sampled_from(AT_REPORT))
        def a_report_will_go_wrong(self, after: int, trouble: AtReport) -> None:
            known = self.run.faults.reports
            self.run.faults = replace(self.run.faults, reports={**known, self.run.messages + after: trouble})

        @rule(after=st.integers(1, 60), trouble=st.sampled_from(["before", "after"]))
        def the_database_will_be_lost(self, after: int, trouble: AtDatabase) -> None:
            known = self.run.faults.at_database
            self.run.faults = replace(self.run.faults, at_database={**known, self.run.statements + after: trouble})

        @rule(minutes=st.sampled_from([-30, -1, 1, 30]))
        def the_clock_will_be_set(self, minutes: int) -> None:
            known = self.run.faults.clock
            by = timedelta(minutes=minutes)
            self.run.faults = replace(self.run.faults, clock={**known, self.run.calls + 1: by})

        def teardown(self) -> None:
            if self.run is None:
                return
            theatre.do(self.run.wait_until(self.run.clock.at + UNTIL_ALL_IS_OVER))
            theatre.do(self.stack.aclose())
            for history in self.run.histories:
                wrong = violations(history)
                assert wrong == [], "\n".join([*wrong, history.told()])

    return Life


SHORT = settings(max_examples=10, stateful_step_count=15, suppress_health_check=list(HealthCheck), deadline=None)


def test_a_life(stage: Theatre) -> None:
    run_state_machine_as_test(life_in(stage), settings=SHORT)
