"""Which moment do people mean who ask about another time than now?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary.moments import moment
from core.vocabulary.spoken_moments import DAYS, EXPECTED, expected, spoken

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
"""A Wednesday, 14:00 in Berlin."""

zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"])
moments = st.integers(946684800, 4102444800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-11-25 14:00"),
        ("today", "2026-11-25 14:00"),
        ("wednesday", "2026-11-25 14:00"),
        ("tomorrow", "2026-11-26 00:00"),
        ("tomorrow 9:00", "2026-11-26 09:00"),
        ("Tomorrow  at 9", "2026-11-26 09:00"),
        ("yesterday 23:59", "2026-11-24 23:59"),
        ("friday 18:00", "2026-11-27 18:00"),
        ("Fri 6pm", "2026-11-27 18:00"),
        ("on friday at 6:30 p.m.", "2026-11-27 18:30"),
        ("wednesday 15:00", "2026-11-25 15:00"),
        ("wednesday 9:00", "2026-12-02 09:00"),
        ("18:00", "2026-11-25 18:00"),
        ("9:00", "2026-11-26 09:00"),
        ("12am", "2026-11-26 00:00"),
        ("noon", "2026-11-26 12:00"),
        ("friday midnight", "2026-11-27 00:00"),
        ("+3d", "2026-11-28 14:00"),
        ("in 2 hours", "2026-11-25 16:00"),
        ("-15m", "2026-11-25 13:45"),
        ("2026-11-27 18:00", "2026-11-27 18:00"),
        ("2026-11-27T18:00", "2026-11-27 18:00"),
        ("2026-11-27", "2026-11-27 00:00"),
        ("2026-11-27 6pm", "2026-11-27 18:00"),
        ("2026-11-27 18:00Z", "2026-11-27 19:00"),
        ("friday 18:00 UTC", "2026-11-27 19:00"),
        ("friday 18:00+05:30", "2026-11-27 13:30"),
        ("friday 18:00 +05:30", "2026-11-27 13:30"),
        ("friday 18:00 UTC+5", "2026-11-27 14:00"),
        ("friday 18:00 −0500", "2026-11-28 00:00"),
        ("friday 18:00 CET", "2026-11-27 18:00"),
        ("6pm America/New_York", "2026-11-26 00:00"),
        ("2026-07-01 18:00 Asia/Kolkata", "2026-07-01 14:30"),
        ("at friday 18:00", "2026-11-27 18:00"),
        ("2027-03-28 02:30", "2027-03-28 03:30"),  # the clocks leave it out
        ("2026-10-25 02:30", "2026-10-25 02:30"),  # comes twice, and the first is meant
    ],
)
def test_what_people_type_is_read_by_the_clock_on_their_own_wall(said: str, meant: str) -> None:
    wanted = datetime.fromisoformat(meant).replace(tzinfo=BERLIN).astimezone(UTC)
    assert spoken(said, NOW, BERLIN) == wanted


@pytest.mark.parametrize(
    "said",
    ["", "9", "fr", "soon", "friday friday", "25:00", "0pm", "13pm", "tomorrow 9:61", "2026-02-31", "9999-12-31",
     "0001-01-01", "tomorrow " + "9" * 100, "+999999999w", "friday ٩:00",
     "5m", "5 m", "9:00m", "friday 5m", "90m", "friday 18:00 +15:00", "friday 18:00 PST", "6pm EST", "UTC+5"],
)  # fmt: skip
def test_what_may_mean_anything_or_nothing_is_not_guessed(said: str) -> None:
    assert spoken(said, NOW, BERLIN) is None


def test_every_time_that_is_given_as_an_example_can_be_read() -> None:
    examples = EXPECTED.split("`")[1::2]
    assert len(examples) > 3
    assert all(spoken(one, NOW, BERLIN) for one in examples)


@pytest.mark.parametrize("span", ["5m", "90 min", "2h30m", "3 days"])
def test_for_a_span_without_a_sign_it_is_said_how_to_write_it(span: str) -> None:
    assert spoken(span, NOW, BERLIN) is None
    assert expected(span) == f"`+{span}` or `-{span}`"
    assert spoken(f"+{span}", NOW, BERLIN)
    assert expected("soon") == expected("5") == EXPECTED


@given(st.sampled_from(DAYS), st.integers(0, 23), st.integers(0, 59), moments, zones)
def test_a_day_of_the_week_with_a_time_is_the_next_of_its_kind(
    day: str, hour: int, minute: int, now: datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    found = spoken(f"{day} {hour}:{minute:02}", now, zone)
    assert found is not None
    # A change of the clocks makes a week an hour longer, and can put a time off by one.
    assert now <= found < now + timedelta(days=7, hours=25 if name == "Pacific/Apia" else 2)
    existed = found.astimezone(zone)
    shown = datetime(existed.year, existed.month, existed.day, hour, minute, tzinfo=zone)
    if shown.astimezone(UTC).astimezone(zone).replace(fold=0) == shown:
        assert (existed.strftime("%A").lower(), existed.hour, existed.minute) == (day, hour, minute)


@given(st.text(max_size=80) | st.from_regex(r"[a-z0-9:+\- ]{0,30}"), moments, zones)
def test_anything_at_all_is_a_moment_or_nothing(text: str, now: datetime, name: str) -> None:
    found = spoken(text, now, ZoneInfo(name))
    assert found is None or found.tzinfo is UTC


@given(moments)
def test_a_time_that_names_its_zone_is_the_same_for_everybody(at: datetime) -> None:
    said = at.isoformat(timespec="seconds")
    assert spoken(said, NOW, BERLIN) == moment(said, NOW)
