"""Plans, doings and faults as Hypothesis draws them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.faults.faults import AT_CARRIER, AT_REPORT, Faults
from tests.faults.installation import EVERYBODY
from tests.faults.plans import OwnStage, Person, Plan, Reach, Stage, Target
from tests.faults.running import Doing, Scenario

OFTEN = st.sampled_from([None, None, 1, 2, 3])
MINUTES = st.sampled_from([0, 1, 2, 5])


reaches = st.one_of(
    st.builds(Reach, st.just("SLACK"), OFTEN),
    st.builds(Reach, st.sampled_from(["SLACK", "SMS", "EMAIL"]), st.sampled_from([None, 3])),
)
"""Texts tell only that they are sent again, not how often: they are once at most."""


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    """Everybody, with plans of their own."""
    own = st.lists(
        st.builds(
            OwnStage, MINUTES, st.lists(reaches, min_size=1, max_size=2, unique_by=lambda one: one.medium).map(tuple)
        ),
        max_size=2,
    )
    return tuple(Person(alias, tuple(draw(own)) or (OwnStage(5),)) for alias in EVERYBODY)


@st.composite
def escalations(draw: st.DrawFn) -> tuple[Stage, ...]:
    """Up to three stages; somebody may stand in several of them, and be engaged by a schedule in some.

    That somebody is essential in a schedule is not known before its stage: they are not less so in an earlier one.
    """
    aliases = st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=3, unique=True)
    made: list[Stage] = []
    for _ in range(draw(st.integers(1, 3))):
        less = {target.alias for stage in made for target in stage.targets if not target.essential}
        targets = []
        for alias in draw(aliases):
            essential = draw(st.sampled_from([True, True, False]))
            targets.append(Target(alias, essential, on_duty=draw(st.booleans()) and not (essential and alias in less)))
        made.append(Stage(draw(MINUTES), tuple(targets)))
    return tuple(made)


plans = st.builds(Plan, people(), escalations())
doings = st.lists(
    st.builds(
        Doing,
        after=st.integers(0, 12 * 60).map(lambda seconds: timedelta(seconds=seconds)),
        alias=st.sampled_from([*EVERYBODY, *EVERYBODY, None]),
    ),
    max_size=3,
).map(tuple)
faults = st.builds(
    Faults,
    dies_at=st.lists(st.integers(1, 120), max_size=3).map(tuple),
    down_for=st.sampled_from([0, 0, 1, 90, 700]).map(lambda seconds: timedelta(seconds=seconds)),
    at_carrier=st.dictionaries(st.integers(1, 25), st.sampled_from(AT_CARRIER), max_size=3),
    reports=st.dictionaries(st.integers(1, 8), st.sampled_from(AT_REPORT), max_size=3),
    at_database=st.dictionaries(st.integers(1, 250), st.sampled_from(["before", "after"]), max_size=2),
)
scenarios = st.builds(Scenario, plan=plans, doings=doings, faults=faults)
