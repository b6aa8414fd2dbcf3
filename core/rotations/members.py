"""A rotation in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from core.rotations.rotation import Coverage, DayCoverage, MonthlyHandOff, Recurrence, Rotation, WeeklyHandOff
from core.tags import tagging

if TYPE_CHECKING:
    from core.vocabulary import types


def described(arn: str, request: types.CreateRotationInput, now: datetime) -> Rotation:
    """The rotation that a request describes; its coverages have both their ends."""
    return Rotation(
        arn=arn,
        name=request["Name"],
        contact_arns=tuple(request["ContactIds"]),
        time_zone=request["TimeZoneId"],
        start_at=request.get("StartTime"),
        recurrence=_recurrence(request["Recurrence"]),
        created_at=now,
        tags=tagging.listed(request.get("Tags", [])),
    )


def updated(rotation: Rotation, request: types.UpdateRotationInput) -> Rotation:
    """What is absent stays; the recurrence takes the place of the whole recurrence."""
    changes: dict[str, Any] = {"recurrence": _recurrence(request["Recurrence"])}
    if "ContactIds" in request:
        changes["contact_arns"] = tuple(request["ContactIds"])
    if "StartTime" in request:
        changes["start_at"] = request["StartTime"]
    if "TimeZoneId" in request:
        changes["time_zone"] = request["TimeZoneId"]
    return replace(rotation, **changes)


def written(rotation: Rotation) -> types.Rotation:
    """The whole rotation, of itself as in a list.

    `StartTime` is absent where none was given, although GetRotation's shape calls it required: Terraform, whose
    configuration has none then, would want to change back whatever came in its place.
    """
    answer: types.Rotation = {
        "RotationArn": rotation.arn,
        "Name": rotation.name,
        "ContactIds": list(rotation.contact_arns),
        "TimeZoneId": rotation.time_zone,
        "Recurrence": _written_recurrence(rotation.recurrence),
    }
    if rotation.start_at:
        answer["StartTime"] = rotation.start_at
    return answer


def _recurrence(settings: types.RecurrenceSettings) -> Recurrence:
    return Recurrence(
        daily=tuple(map(_time, settings.get("DailySettings", []))),
        weekly=tuple(
            WeeklyHandOff(setting["DayOfWeek"], _time(setting["HandOffTime"]))
            for setting in settings.get("WeeklySettings", [])
        ),
        monthly=tuple(
            MonthlyHandOff(setting["DayOfMonth"], _time(setting["HandOffTime"]))
            for setting in settings.get("MonthlySettings", [])
        ),
        multiplier=settings["RecurrenceMultiplier"],
        number_of_on_calls=settings["NumberOfOnCalls"],
        shift_coverages=tuple(
            DayCoverage(day, tuple(Coverage(_time(window["Start"]), _time(window["End"])) for window in windows))
            for day, windows in settings.get("ShiftCoverages", {}).items()
        ),
    )


def _time(given: types.HandOffTime) -> time:
    return time(given["HourOfDay"], given["MinuteOfHour"])


def _written_recurrence(recurrence: Recurrence) -> types.RecurrenceSettings:
    """Without the kinds of settings that were not given."""
    settings: types.RecurrenceSettings = {
        "NumberOfOnCalls": recurrence.number_of_on_calls,
        "RecurrenceMultiplier": recurrence.multiplier,
    }
    if recurrence.daily:
        settings["DailySettings"] = [_written_time(at) for at in recurrence.daily]
    if recurrence.weekly:
        settings["WeeklySettings"] = [
            {"DayOfWeek": each.weekday, "HandOffTime": _written_time(each.at)} for each in recurrence.weekly
        ]
    if recurrence.monthly:
        settings["MonthlySettings"] = [
            {"DayOfMonth": each.day, "HandOffTime": _written_time(each.at)} for each in recurrence.monthly
        ]
    if recurrence.shift_coverages:
        settings["ShiftCoverages"] = {
            day.weekday: [
                {"Start": _written_time(coverage.start), "End": _written_time(coverage.end)}
                for coverage in day.coverages
            ]
            for day in recurrence.shift_coverages
        }
    return settings


def _written_time(at: time) -> types.HandOffTime:
    return {"HourOfDay": at.hour, "MinuteOfHour": at.minute}
