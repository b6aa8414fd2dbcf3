"""Rotations as their five operations show them, in the schedules that name them, and those that are refused."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.rotations.rotation import WEEKDAYS
from tests.operations.muster import ARNS, START
from tests.operations.refusals import refused
from tests.operations.test_contacts import person

NINE = {"HourOfDay": 9, "MinuteOfHour": 0}
HALF_PAST_FIVE = {"HourOfDay": 17, "MinuteOfHour": 30}
DAILY = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [NINE]}


async def rotation(muster, *aliases: str, **members: Any) -> str:
    """Make a rotation of these people, whom it makes if need be; its ARN."""
    for alias in aliases or ("ana",):
        if await muster.storage.contacts.get(ARNS.contact(alias)) is None:
            await person(muster, alias)
    request = {
        "Name": "primary",
        "ContactIds": [ARNS.contact(alias) for alias in aliases or ("ana",)],
        "TimeZoneId": "America/New_York",
        "Recurrence": DAILY,
        **members,
    }
    return str((await muster.contacts("CreateRotation", **request))["RotationArn"])


async def read(muster, arn: str) -> dict[str, Any]:
    return dict(await muster.contacts("GetRotation", RotationId=arn))


async def test_a_rotation_comes_back_as_it_was_given(muster):
    recurrence = {
        "NumberOfOnCalls": 2,
        "RecurrenceMultiplier": 3,
        "WeeklySettings": [
            {"DayOfWeek": "WED", "HandOffTime": HALF_PAST_FIVE},
            {"DayOfWeek": "FRI", "HandOffTime": NINE},
            {"DayOfWeek": "MON", "HandOffTime": NINE},
        ],
        "ShiftCoverages": {
            "TUE": [{"Start": HALF_PAST_FIVE, "End": NINE}, {"Start": NINE, "End": HALF_PAST_FIVE}],
            "MON": [{"Start": NINE, "End": NINE}],
        },
    }
    at = START + timedelta(days=800, seconds=7, milliseconds=125)
    arn = await rotation(muster, "cleo", "ana", "ben", Recurrence=recurrence, StartTime=at)
    assert arn.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:rotation/")
    assert await read(muster, arn) == {
        "RotationArn": arn,
        "Name": "primary",
        "ContactIds": [ARNS.contact("cleo"), ARNS.contact("ana"), ARNS.contact("ben")],
        "StartTime": at,
        "TimeZoneId": "America/New_York",
        "Recurrence": recurrence,
    }
