"""`aws_ssmcontacts_rotation`, from the first apply to the last destroy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.terraform.contact_resources import Contact, Rotation, at, recurrence
from tests.terraform.provider import NOT_FOUND, Provider, bag, code_of

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
READ = ["GetRotation", "ListTagsForResource"]
DAILY = recurrence(daily_settings=[at(18, 30), at(1)])
WEEKLY = recurrence(
    recurrence_multiplier=2,
    weekly_settings=[{"DayOfWeek": "WED", "HandOffTime": at(4, 25)}, {"DayOfWeek": "FRI", "HandOffTime": at(15, 57)}],
)
MONTHLY = recurrence(
    number_of_on_calls=2,
    monthly_settings=[{"DayOfMonth": 20, "HandOffTime": at(8)}, {"DayOfMonth": 13, "HandOffTime": at(9, 30)}],
)


def covered(day: str, *windows: tuple[dict[str, int], dict[str, int]]) -> dict[str, Any]:
    return {"map_block_key": day, "coverage_times": [{"Start": start, "End": end} for start, end in windows]}


COVERED = recurrence(
    daily_settings=[at(9)],
    shift_coverages=bag(covered("WED", (at(8), at(12)), (at(13), at(17))), covered("MON", (at(1), at(23)))),
)


@pytest.fixture
def people(provider: Provider) -> list[str]:
    made = [Contact(provider, alias=alias, type="PERSONAL") for alias in ("zoe", "ana", "max")]
    for one in made:
        one.apply()
    return [one.id for one in made]


def a_rotation(provider: Provider, people: list[str], **said: Any) -> Rotation:
    config = {"name": "primary", "contact_ids": people, "time_zone_id": "Australia/Sydney", "recurrence": DAILY}
    made = Rotation(provider, **{**config, **said})
    assert made.apply() == ["CreateRotation"]
    assert made.plan() == {}
    assert provider.calls[-2:] == READ
    return made


def test_without_a_start_there_is_none_in_the_answer_either(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people)
    assert ":rotation/" in made.id
    assert "StartTime" not in provider.contacts.get_rotation(RotationId=made.id)
    (listed,) = provider.contacts.list_rotations()["Rotations"]
    assert "StartTime" not in listed


@pytest.mark.parametrize("how", [DAILY, WEEKLY, MONTHLY, COVERED])
def test_every_kind_of_recurrence_comes_back_as_it_was_said(
    provider: Provider, people: list[str], how: dict[str, Any]
) -> None:
    made = a_rotation(provider, people, recurrence=how, start_time=START, tags={"team": "payments"})
    assert made.imported().plan() == {}


def test_a_start_is_the_same_instant_whatever_its_zone(provider: Provider, people: list[str]) -> None:
    there = START.astimezone(timezone(timedelta(hours=11)))
    a_rotation(provider, people, start_time=there)


def test_one_recurrence_takes_the_place_of_another_as_a_whole(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people, start_time=START)
    for how in (MONTHLY, WEEKLY, COVERED, DAILY):
        assert made.apply(recurrence=how) == ["UpdateRotation"]
        assert made.plan() == {}


def test_everything_else_can_be_changed_and_its_name_cannot(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people, start_time=START)
    changes = [
        {"start_time": START.replace(year=2031)},
        {"time_zone_id": "America/Los_Angeles"},
        {"contact_ids": people[::-1]},
        {"contact_ids": people[1:2]},
    ]
    for change in changes:
        assert made.apply(**change) == ["UpdateRotation"]
        assert made.plan() == {}
    assert made.apply(name="secondary") == []
    assert made.plan() == {"name": ("primary", "secondary")}


def test_a_start_can_be_given_later(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people)
    made.apply(start_time=START)
    assert made.plan() == {}


def test_tags_are_changed_before_the_rest(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people, tags={"a": "1", "b": "2"})
    assert made.apply(tags={"b": "3"}) == ["UntagResource", "TagResource"]
    assert made.plan() == {}
    assert made.apply(tags={}, recurrence=WEEKLY) == ["UntagResource", "UpdateRotation"]
    assert made.plan() == {}


def test_what_is_destroyed_is_not_found_and_does_not_hold_its_members(provider: Provider, people: list[str]) -> None:
    made = a_rotation(provider, people)
    assert made.destroy() == ["DeleteRotation"]
    assert made.plan() == {"": "has to be created"}
    assert made.destroy() == ["DeleteRotation"]
    with pytest.raises(ClientError) as gone:
        made.delete()
    assert code_of(gone.value) == NOT_FOUND
    for arn in people:
        provider.contacts.delete_contact(ContactId=arn)
    assert provider.contacts.list_contacts()["Contacts"] == []
