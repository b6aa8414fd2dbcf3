"""Hand-offs are what dateutil's recurrence rules say: one rule for each setting, from its first time on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from hypothesis import given, settings

from core.oncall.shifts import shifts
from core.rotations.rotation import WEEKDAYS, Recurrence, Rotation
from tests.oncall.drawing import TEAM, rotations

YEARS = timedelta(days=3 * 365)


@given(rotations())
@settings(max_examples=60, deadline=None)
def test_hand_offs_recur_as_calendars_do(drawn: Rotation) -> None:
    """In UTC, whose clocks nobody changes: dateutil knows of wall clocks, and of no gaps in them."""
    assert drawn.start_at
    rotation = _plain(drawn)
    start, end = drawn.start_at, drawn.start_at + YEARS
    expected = sorted(
        {moment for rule in _rules(rotation.recurrence, start) for moment in rule.between(start, end, inc=True)}
    )
    found = list(shifts(rotation, (), start, end))
    assert [one.starts_at for one in found if one.starts_at > start] == [one for one in expected if start < one < end]
    assert all(one.ends_at == following.starts_at for one, following in pairwise(found))


def _plain(drawn: Rotation) -> Rotation:
    """In UTC, always covered, and without a day that some month lacks: rules leave such a month out."""
    recurrence = drawn.recurrence
    return Rotation(
        arn=drawn.arn,
        name=drawn.name,
        contact_arns=TEAM,
        time_zone="UTC",
        start_at=drawn.start_at,
        created_at=drawn.created_at,
        recurrence=Recurrence(
            daily=recurrence.daily,
            weekly=recurrence.weekly,
            monthly=tuple(one for one in recurrence.monthly if one.day <= 28) or (),
            multiplier=recurrence.multiplier,
            number_of_on_calls=1,
        ),
    )


def _rules(recurrence: Recurrence, start: datetime) -> list[rrule]:
    """Each from the first time at or after the start, which a rule of every day, week or month finds."""
    asked = [
        *((DAILY, {}, at) for at in recurrence.daily),
        *((WEEKLY, {"byweekday": WEEKDAYS.index(one.weekday)}, one.at) for one in recurrence.weekly),
        *((MONTHLY, {"bymonthday": one.day}, one.at) for one in recurrence.monthly),
    ]
    found = []
    for frequency, on, at in asked:
        clock = {"byhour": at.hour, "byminute": at.minute, "bysecond": 0, **on}
        first = rrule(frequency, dtstart=start.astimezone(UTC), **clock).after(start, inc=True)
        found.append(rrule(frequency, interval=recurrence.multiplier, dtstart=first, **clock))
    return found
