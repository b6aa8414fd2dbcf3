"""Whoever looks at three at night finds in the log what became of alarms, and nothing that they said."""

from __future__ import annotations

import logging

import pytest

from tests.alarm_doors.knocking import Doors

SAID = {"title": "Indigo badger", "summary": "crimson heron", "labels": {"host": "web-1"}, "dedupe": "disk"}


@pytest.fixture(autouse=True)
def _hears(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [one.getMessage() for one in caplog.records if one.name.startswith(("bot.", "core."))]
    caplog.clear()
    return lines


def test_an_alarm_that_starts_something_has_a_line(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    key = doors.open()
    first = doors.alarm(key, **SAID).incident
    assert told(caplog) == [f"Incident started by an alarm at the door grafana: {first}"]
    assert doors.alarm(key, **SAID).incident == first
    assert told(caplog) == [], "it is told of when it is counted, together with others"


def test_so_has_the_end_of_a_trouble(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    key = doors.open()
    first = doors.alarm(key, **SAID).incident
    told(caplog)
    over = {**SAID, "status": "resolved"}
    assert doors.alarm(key, **over).incident == first
    assert told(caplog) == [f"An alarm at the door grafana tells the end of a trouble, which is noted: {first}"]
    assert doors.alarm(key, **{**over, "dedupe": "another"}).told["incidentRecordArn"] is None
    assert told(caplog) == ["An alarm at the door grafana tells the end of a trouble that no open incident is about"]


def test_who_started_one_otherwise_the_record_of_calls_says_and_the_log_does_not(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    plan = doors.api.muster.houses.first.settings.arns.response_plan(doors.usual_plan)
    arn = doors.incidents.start_incident(responsePlanArn=plan, title=SAID["title"])["incidentRecordArn"]
    assert told(caplog) == [f"Incident started by a call: {arn}"]
