"""A minute of fuzzing; `python -m tests.fuzz --minutes 60` does it for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.spoiling import spoilt
from tests.fuzz.targets import TARGETS, Target

EXAMPLES = 250


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_is_sent_breaks_anything(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def hold(value: object) -> None:
        target(value)

    hold()


def test_what_breaks_would_be_found() -> None:
    """The same machinery finds a parser that stumbles over one doubled sign."""

    def stumbling(text: str) -> None:
        assert ",," not in text

    @settings(max_examples=2000, deadline=None, phases=[Phase.generate], database=None)
    @given(spoilt(["one,two,three"]))
    def hold(value: str) -> None:
        Target(None, stumbling)(value)  # type: ignore[arg-type]

    with pytest.raises(AssertionError):
        hold()
