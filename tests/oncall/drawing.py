"""Random rotations and overrides, in zones whose clocks are changed."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.members import described
from core.rotations.rotation import Rotation
from tests.oncall.zones import FIRST_YEARS, MINUTE, wall
from tests.rules.rotations import recurrences

TEAM = ("ana", "ben", "cleo", "dev")
DAY_MINUTES = 24 * 60


@st.composite
def rotations(draw: st.DrawFn) -> Rotation:
    """Of one to five members, one perhaps twice, which starts at some minute of the first half year or so."""
    zone = draw(st.sampled_from(sorted(FIRST_YEARS)))
    recurrence = draw(recurrences)
    recurrence["RecurrenceMultiplier"] = draw(st.integers(1, 5))
    recurrence["NumberOfOnCalls"] = draw(st.integers(1, 6))
    start = wall(zone).first + MINUTE * draw(st.integers(0, 200 * DAY_MINUTES))
    return described(
        "rotation",
        {
            "Name": "drawn",
            "ContactIds": draw(st.lists(st.sampled_from(TEAM), min_size=1, max_size=5)),
            "TimeZoneId": zone,
            "StartTime": start,
            "Recurrence": recurrence,
        },
        start - timedelta(days=30),
    )


@st.composite
def overridden(draw: st.DrawFn) -> tuple[Rotation, list[RotationOverride]]:
    """A rotation with up to six overrides, which may overlap, span shifts, and lie before the start."""
    rotation = draw(rotations())
    assert rotation.start_at
    return rotation, [
        RotationOverride(
            id=f"{number:04}",
            rotation_arn=rotation.arn,
            starts_at=(begins := rotation.start_at + MINUTE * draw(st.integers(-3 * DAY_MINUTES, 30 * DAY_MINUTES))),
            ends_at=begins + MINUTE * draw(st.integers(30, 9 * DAY_MINUTES)),
            contact_arns=tuple(draw(st.lists(st.sampled_from(TEAM), max_size=2, unique=True))),
            created_at=rotation.created_at + MINUTE * draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
