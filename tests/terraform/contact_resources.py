"""`aws_ssmcontacts_contact`, `_contact_channel`, `_plan` and `_rotation`."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any, ClassVar

from tests.terraform.provider import Resource, bag

IDENTITY = re.compile(r"arn:aws:ssm-contacts:us-east-1:[0-9]{12}:[a-z-]+/.+")
"""What an import takes for an id: with the provider's Region and an account."""


class OfContacts(Resource):
    """Has tags in ssm-contacts' way."""

    def tags(self) -> dict[str, str]:
        listed = self.provider.contacts.list_tags_for_resource(ResourceARN=self.id)["Tags"]
        return {tag["Key"]: tag["Value"] for tag in listed}

    def put_tags(self, tags: dict[str, str]) -> None:
        self.provider.contacts.tag_resource(ResourceARN=self.id, Tags=_tags(tags))

    def remove_tags(self, keys: list[str]) -> None:
        self.provider.contacts.untag_resource(ResourceARN=self.id, TagKeys=keys)

    def identify(self, arn: str) -> None:
        assert IDENTITY.fullmatch(arn)
        self.id = arn


class Contact(OfContacts):
    attributes: ClassVar[dict[str, Any]] = {
        "alias": None,
        "type": None,
        "display_name": "",
        "rotation_ids": [],
        "tags": {},
    }

    def create(self) -> None:
        wanted = self.wanted
        made = self.provider.contacts.create_contact(
            Alias=wanted["alias"],
            DisplayName=wanted["display_name"],
            Type=wanted["type"],
            Plan={"RotationIds": wanted["rotation_ids"]} if wanted["rotation_ids"] else {"Stages": []},
            IdempotencyToken=str(uuid.uuid4()),
            **_tagged(wanted["tags"]),
        )
        self.identify(made["ContactArn"])
        self.read()

    def read(self) -> dict[str, Any]:
        found = self.provider.contacts.get_contact(ContactId=self.id)
        assert found["ContactArn"] == self.id
        return {
            "alias": found["Alias"],
            "type": found["Type"],
            "display_name": found.get("DisplayName", ""),
            "rotation_ids": found["Plan"].get("RotationIds", []),
            "tags": self.tags(),
        }

    def update(self, changed: set[str]) -> None:
        if changed:
            asked = {"DisplayName": self.wanted["display_name"]} if "display_name" in changed else {}
            if "rotation_ids" in changed:
                asked["Plan"] = {"RotationIds": self.wanted["rotation_ids"]}
            self.provider.contacts.update_contact(ContactId=self.id, **asked)
        self.read()

    def delete(self) -> None:
        self.provider.contacts.delete_contact(ContactId=self.id)


class ContactChannel(OfContacts):
    attributes: ClassVar[dict[str, Any]] = {"contact_id": None, "name": None, "type": None, "simple_address": None}

    def create(self) -> None:
        wanted = self.wanted
        made = self.provider.contacts.create_contact_channel(
            ContactId=wanted["contact_id"],
            Name=wanted["name"],
            Type=wanted["type"],
            DeliveryAddress={"SimpleAddress": wanted["simple_address"]},
            DeferActivation=True,
            IdempotencyToken=str(uuid.uuid4()),
        )
        self.identify(made["ContactChannelArn"])
        self.read()

    def read(self) -> dict[str, Any]:
        found = self.provider.contacts.get_contact_channel(ContactChannelId=self.id)
        assert found["ContactChannelArn"] == self.id
        self.activation_status = found["ActivationStatus"]
        return {
            "contact_id": found["ContactArn"],
            "name": found["Name"],
            "type": found["Type"],
            "simple_address": found["DeliveryAddress"]["SimpleAddress"],
        }

    def update(self, changed: set[str]) -> None:
        asked: dict[str, Any] = {"Name": self.wanted["name"]} if "name" in changed else {}
        if "simple_address" in changed:
            asked["DeliveryAddress"] = {"SimpleAddress": self.wanted["simple_address"]}
        self.provider.contacts.update_contact_channel(ContactChannelId=self.id, **asked)
        self.read()

    def delete(self) -> None:
        self.provider.contacts.delete_contact_channel(ContactChannelId=self.id)


def through(channel_id: str, retry: int = 0) -> dict[str, Any]:
    """The block `target { channel_target_info { … } }`; an interval that is not said is 0."""
    return {"contact_channel_id": channel_id, "retry_interval_in_minutes": retry}


def engaging(contact_id: str = "", *, is_essential: bool = True) -> dict[str, Any]:
    """The block `target { contact_target_info { … } }`."""
    return {"contact_id": contact_id, "is_essential": is_essential}


def stage(minutes: int, *targets: dict[str, Any]) -> dict[str, Any]:
    """The block `stage`."""
    return {"duration_in_minutes": minutes, "target": list(targets)}


class Plan(Resource):
    """Nothing of its own at AWS: what a contact does."""

    attributes: ClassVar[dict[str, Any]] = {"contact_id": None, "stage": []}

    def create(self) -> None:
        self.id = self.wanted["contact_id"]
        self.update({"stage"})

    def read(self) -> dict[str, Any]:
        found = self.provider.contacts.get_contact(ContactId=self.id)
        stages = [
            stage(one["DurationInMinutes"], *map(_read_target, one["Targets"])) for one in found["Plan"]["Stages"]
        ]
        return {"contact_id": found["ContactArn"], "stage": stages}

    def update(self, changed: set[str]) -> None:
        stages = [
            {"DurationInMinutes": one["duration_in_minutes"], "Targets": list(map(_target, one["target"]))}
            for one in self.wanted["stage"]
        ]
        self.provider.contacts.update_contact(ContactId=self.id, Plan={"Stages": stages})
        self.read()

    def delete(self) -> None:
        self.provider.contacts.update_contact(ContactId=self.id, Plan={"Stages": []})


def _target(wanted: dict[str, Any]) -> dict[str, Any]:
    if "contact_channel_id" in wanted:
        info = {
            "ContactChannelId": wanted["contact_channel_id"],
            "RetryIntervalInMinutes": wanted["retry_interval_in_minutes"],
        }
        return {"ChannelTargetInfo": info}
    named = {"ContactId": wanted["contact_id"]} if wanted["contact_id"] else {}
    return {"ContactTargetInfo": {"IsEssential": wanted["is_essential"], **named}}


def _read_target(found: dict[str, Any]) -> dict[str, Any]:
    if channel := found.get("ChannelTargetInfo"):
        return through(channel["ContactChannelId"], channel.get("RetryIntervalInMinutes", 0))
    person = found["ContactTargetInfo"]
    return engaging(person.get("ContactId", ""), is_essential=person["IsEssential"])


def recurrence(**said: Any) -> dict[str, Any]:
    """The block `recurrence`."""
    unsaid = {"daily_settings": [], "weekly_settings": [], "monthly_settings": [], "shift_coverages": []}
    return {"number_of_on_calls": 1, "recurrence_multiplier": 1, **unsaid, **said}


class Rotation(OfContacts):
    attributes: ClassVar[dict[str, Any]] = {
        "name": None, "contact_ids": None, "time_zone_id": None, "recurrence": None, "start_time": None, "tags": {},
    }  # fmt: skip

    def create(self) -> None:
        wanted = self.wanted
        made = self.provider.contacts.create_rotation(
            Name=wanted["name"],
            IdempotencyToken=f"terraform-{uuid.uuid4().hex}",
            **self._settings(),
            **_tagged(wanted["tags"]),
        )
        self.identify(made["RotationArn"])

    def read(self) -> dict[str, Any]:
        found = self.provider.contacts.get_rotation(RotationId=self.id)
        assert found["RotationArn"] == self.id
        return {
            "name": found["Name"],
            "contact_ids": found["ContactIds"],
            "time_zone_id": found["TimeZoneId"],
            "recurrence": _read_recurrence(found["Recurrence"]),
            "start_time": found.get("StartTime"),
            "tags": self.tags(),
        }

    def update(self, changed: set[str]) -> None:
        if changed - {"name"}:
            self.provider.contacts.update_rotation(RotationId=self.id, **self._settings())

    def delete(self) -> None:
        self.provider.contacts.delete_rotation(RotationId=self.id)

    def _settings(self) -> dict[str, Any]:
        wanted = self.wanted
        asked = {
            "ContactIds": wanted["contact_ids"],
            "TimeZoneId": wanted["time_zone_id"],
            "Recurrence": _recurrence(wanted["recurrence"]),
        }
        start: datetime | None = wanted["start_time"]
        return {**asked, "StartTime": start} if start else asked


def at(hour: int, minute: int = 0) -> dict[str, int]:
    """A time of day, as the API has it."""
    return {"HourOfDay": hour, "MinuteOfHour": minute}


def _recurrence(wanted: dict[str, Any]) -> dict[str, Any]:
    """Terraform's names for the parts are other ones; the parts themselves stand here as the API has them."""
    asked = {
        "NumberOfOnCalls": wanted["number_of_on_calls"],
        "RecurrenceMultiplier": wanted["recurrence_multiplier"],
        "DailySettings": wanted["daily_settings"],
        "WeeklySettings": wanted["weekly_settings"],
        "MonthlySettings": wanted["monthly_settings"],
        "ShiftCoverages": {one["map_block_key"]: one["coverage_times"] for one in wanted["shift_coverages"]},
    }
    return {name: value for name, value in asked.items() if value}


def _read_recurrence(found: dict[str, Any]) -> dict[str, Any]:
    covered = [
        {"map_block_key": day, "coverage_times": times} for day, times in found.get("ShiftCoverages", {}).items()
    ]
    return {
        "number_of_on_calls": found["NumberOfOnCalls"],
        "recurrence_multiplier": found["RecurrenceMultiplier"],
        "daily_settings": found.get("DailySettings", []),
        "weekly_settings": found.get("WeeklySettings", []),
        "monthly_settings": found.get("MonthlySettings", []),
        "shift_coverages": bag(*covered),
    }


def _tagged(tags: dict[str, str]) -> dict[str, Any]:
    return {"Tags": _tags(tags)} if tags else {}


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
