"""Times as people, logs and the AWS CLI write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.utils import parse_to_aware_datetime
from hypothesis import example, given
from hypothesis import strategies as st

from core.vocabulary.moments import from_epoch, moment, spelled
from tests.commands.shapes import MOMENTS, NOW

AT = datetime(2026, 1, 31, 20, 30, tzinfo=UTC)

zones = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
    lambda one: timezone(timedelta(minutes=one // timedelta(minutes=1)))
)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T20:30:00Z",
        "2026-01-31T20:30:00.000",
        "2026-01-31 T20:30:00.000",
        "2026-01-31t20:30:00z",
        "2026-01-31 20:30",
        "2026-01-31 20:30 UTC",
        "2026-01-31T20:30:00,000Z",
        "2026-01-31T20:30:00 GMT",
        "2026-01-31T21:30+01:00",
        "2026-01-31T21:30:00+0100",
        "2026-01-31T21:30:00 +01",
        "2026-01-31T15:30:00−05:00",
        "20260131T203000Z",
        "20260131T2030",
        "  2026-01-31T20:30  ",
        "1769891400",
        "1769891400.0",
        "1769891400000",
    ],
)
def test_one_moment_has_many_spellings(text: str) -> None:
    assert moment(text, NOW) == AT


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("now", timedelta()),
        ("NOW", timedelta()),
        ("-15m", -timedelta(minutes=15)),
        ("−15 min", -timedelta(minutes=15)),
        ("+2h", timedelta(hours=2)),
        ("+1.5 hours", timedelta(minutes=90)),
        ("now-1d", -timedelta(days=1)),
        ("now - 1h 30m", -timedelta(minutes=90)),
        ("-1h30m", -timedelta(minutes=90)),
        ("1 week ago", -timedelta(weeks=1)),
        ("in 90 seconds", timedelta(seconds=90)),
    ],
)
def test_a_moment_may_be_told_from_now(text: str, after: timedelta) -> None:
    assert moment(text, NOW) == NOW + after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026",
        "15",
        "-15",
        "-15x",
        "2026-02-30",
        "2026-01-31T25:00",
        "2026-01-31T20:30:00+99:00",
        "20:30",
        "31.01.2026",
        "9999-12-31T23:59:59-01:00",
        "-999999999w",
        "2026-01-31 2030 x",
        "1" * 300,
        "\u0661" * 10,
    ],
)
def test_what_is_no_time_is_no_time(text: str) -> None:
    assert moment(text, NOW) is None


@given(MOMENTS, zones)
def test_what_iso_8601_writes_is_read(at: datetime, zone: timezone) -> None:
    assert moment(at.astimezone(zone).isoformat(), NOW) == at
    assert moment(spelled(at.astimezone(zone)), NOW) == at


@given(
    MOMENTS,
    st.sampled_from(["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S", "%Y%m%dT%H%M%SZ", "%Y-%m-%d %H:%M", "%Y-%m-%d"]),
)
def test_botocore_reads_the_same(at: datetime, spelling: str) -> None:
    text = at.strftime(spelling)
    theirs = parse_to_aware_datetime(text)
    assert moment(text, NOW) == (theirs if text.endswith("Z") else theirs.replace(tzinfo=UTC))


@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789-+:.TZ nowmhdagi"), max_size=30))
@example("0001-01-01T00:00:00+14:00")
def test_a_time_is_aware_or_there_is_none(text: str) -> None:
    found = moment(text, NOW)
    assert found is None or found.utcoffset() == timedelta()


@given(st.floats() | st.integers())
def test_a_number_that_is_no_time_is_none(number: float) -> None:
    found = from_epoch(number)
    assert found is None or abs(found.timestamp() - number) < 1
