"""Whatever the plan, whoever answers and whatever breaks: the checker finds nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.faults.chances import scenarios
from tests.faults.checker import violations
from tests.faults.running import Scenario
from tests.faults.theatre import Theatre


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(scenario=scenarios)
def test_everybody_is_reached(stage: Theatre, scenario: Scenario) -> None:
    assert violations(stage.run(scenario).history) == []
