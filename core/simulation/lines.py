"""A simulation as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from core.simulation.sentences import offset
from core.simulation.simulation import Simulation


def title(simulation: Simulation) -> str:
    """`If an incident of checkout started at …`."""
    starts_at = simulation.starts_at.astimezone(UTC)
    return f"If an incident of {simulation.plan} started on {starts_at:%A, %Y-%m-%d at %H:%M:%S} UTC"


def short_minutes(minute: timedelta) -> str:
    """A word of warning where a plan's minute is none; nothing where it is."""
    if minute == timedelta(minutes=1):
        return ""
    return f"A plan's minute lasts {minute.total_seconds():g} seconds here."


def lines(simulation: Simulation) -> Iterator[str]:
    """Each happening with the time since the start and the time of day, in UTC; then what is to be looked after."""
    yield f"{title(simulation)} (played through; nobody is paged):"
    if short := short_minutes(simulation.minute):
        yield short
    yield ""
    width = max((len(offset(one.at - simulation.starts_at)) for one in simulation.happenings), default=0)
    for one in simulation.happenings:
        after = offset(one.at - simulation.starts_at)
        yield f"{after:>{width}}  {one.at.astimezone(UTC):%H:%M:%S}  {one.text}"
    for remark in simulation.remarks:
        yield f"! {remark}"
