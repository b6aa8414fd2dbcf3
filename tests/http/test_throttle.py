"""Who has to wait, for how long, and who never has to?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.throttle import MOST_BUCKETS, Bucket, Rate, Throttle, Throttled, draw, filled
from core.vocabulary.catalog import catalog

START = datetime(2026, 3, 1, tzinfo=UTC)
RATE = Rate(10)
READ = catalog()["ssm-incidents:ListIncidentRecords"]
WRITE = catalog()["ssm-incidents:CreateTimelineEvent"]
ACCEPT = catalog()["ssm-contacts:AcceptPage"]
ADA = "arn:aws:iam::111122223333:user/ada"

pauses = st.lists(st.floats(0, 3), min_size=1, max_size=80)


@given(pauses)
def test_nobody_gets_more_than_a_burst_and_the_rate_since(pauses: list[float]) -> None:
    bucket: Bucket | None = None
    now, passed = START, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        bucket, wait = draw(bucket, RATE, now)
        passed += not wait
    assert passed <= RATE.burst + (now - START).total_seconds() * RATE.per_second + 0.001


@given(pauses)
def test_whoever_waits_as_long_as_told_gets_through(pauses: list[float]) -> None:
    bucket: Bucket | None = None
    now = START
    for pause in pauses:
        now += timedelta(seconds=pause / 40)
        bucket, wait = draw(bucket, RATE, now)
        if wait:
            now += wait + timedelta(microseconds=2)
            bucket, wait = draw(bucket, RATE, now)
            assert not wait


def test_the_first_burst_passes_and_what_follows_waits() -> None:
    throttle = Throttle(RATE)
    waits = [throttle.wait(ADA, READ, START) for _ in range(21)]
    assert [bool(wait) for wait in waits] == [False] * 20 + [True]
    assert waits[-1] == timedelta(seconds=0.1)


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    bucket = Bucket(5, START)
    assert filled(bucket, RATE, START - timedelta(days=1)) == 5


def test_reading_does_not_keep_from_writing_and_nothing_keeps_from_accepting_a_page() -> None:
    throttle = Throttle(RATE)
    while not throttle.wait(ADA, READ, START):
        pass
    assert not throttle.wait(ADA, WRITE, START)
    while not throttle.wait(ADA, WRITE, START):
        pass
    assert not any(throttle.wait(ADA, ACCEPT, START) for _ in range(1000))


def test_one_principal_is_not_told_to_wait_for_another() -> None:
    throttle = Throttle(RATE)
    while not throttle.wait(ADA, READ, START):
        pass
    assert not throttle.wait(f"{ADA}2", READ, START)


def test_at_no_rate_everything_passes() -> None:
    throttle = Throttle(None)
    assert not any(throttle.wait(ADA, READ, START) for _ in range(10_000))


def test_buckets_that_are_full_again_are_forgotten() -> None:
    throttle = Throttle(RATE)
    for number in range(100):
        throttle.wait(f"{ADA}{number}", READ, START)
    assert len(throttle) == 100
    for number in range(60):
        throttle.wait(ADA, READ, START + timedelta(seconds=10 + number / 5))
    assert len(throttle) == 1


def test_there_are_never_more_than_so_many() -> None:
    throttle = Throttle(Rate(0.001))  # nothing fills up again soon
    for number in range(MOST_BUCKETS + 500):
        throttle.wait(f"{ADA}{number}", READ, START)
    assert len(throttle) <= MOST_BUCKETS


@pytest.mark.parametrize("service", ["ssm-incidents", "ssm-contacts", "chatbot", "cloudtrail", "sts"])
def test_the_answer_has_all_that_the_model_requires(service: str) -> None:
    operation = catalog().of(service)[0]
    told = Throttled(operation, timedelta(seconds=1.2))
    shape = operation.model.service_model.shape_for_error_code(told.code)
    required = {name for name in shape.required_members if name.lower() != "message"} if shape else set()
    assert required <= set(told.members)
    assert told.retry_after == 2
