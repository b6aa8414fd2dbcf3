"""A storm from end to end: a hundred alarms at the door, one engine, one telephone; each page goes out, few times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.alarm_doors.knocking import Doors
from tests.api.running import running
from tests.life.life import until

MANY = 100


class Phone:
    """What the file has got that stands in for a telephone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def messages(self, kind: str) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        lines = map(json.loads, self._path.read_text().splitlines())
        return [line for line in lines if line["kind"] == kind]


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[tuple[Doors, Phone, str]]:
    """A door whose plan pages Ana by text message; a plan's minute lasts a second."""
    with running(tmp_path, outbox_file=True, minute=timedelta(seconds=1)) as api:
        api.onboard()
        doors, phone, contacts = Doors(api), Phone(tmp_path / "data" / "outbox.jsonl"), api.client("ssm-contacts")
        ana = contacts.create_contact(Alias="ana", Type="PERSONAL", Plan={"Stages": []})["ContactArn"]
        channel = contacts.create_contact_channel(
            ContactId=ana, Name="phone", Type="SMS", DeliveryAddress={"SimpleAddress": "+15550100"}
        )["ContactChannelArn"]
        code = until(lambda: phone.messages("activation") or None, "the activation code")[0]["code"]
        contacts.activate_contact_channel(ContactChannelId=channel, ActivationCode=code)
        target = {"ChannelTargetInfo": {"ContactChannelId": channel}}
        contacts.update_contact(ContactId=ana, Plan={"Stages": [{"DurationInMinutes": 5, "Targets": [target]}]})
        doors.plan("checkout")
        doors.usual_plan = "checkout"
        plan = doors.incidents.list_response_plans()["responsePlanSummaries"][0]["arn"]
        doors.incidents.update_response_plan(arn=plan, engagements=[ana])
        yield doors, phone, ana


def sent(doors: Doors, contact: str) -> list[bool]:
    """Of each page of Ana's, whether it went out."""
    contacts = doors.api.client("ssm-contacts")
    pages = contacts.get_paginator("list_pages_by_contact").paginate(ContactId=contact)
    arns = [page["PageArn"] for part in pages for page in part["Pages"]]
    receipts = [contacts.list_page_receipts(PageId=arn)["Receipts"] for arn in arns]
    return [any(one["ReceiptType"] == "SENT" for one in found) for found in receipts]


def test_a_hundred_troubles_page_at_once_and_then_once_a_minute(storm: tuple[Doors, Phone, str]) -> None:
    doors, phone, ana = storm
    key = doors.open()
    with ThreadPoolExecutor(8) as senders:
        heard = list(senders.map(lambda number: doors.alarm(key, title=f"Trouble {number}"), range(MANY)))
    assert len({one.incident for one in heard}) == MANY
    until(lambda: (len(found := sent(doors, ana)) == MANY and all(found)) or None, "every page")
    told = phone.messages("page")
    assert told[0]["text"].count("more") == 0
    assert len(told) <= MANY // 4
    assert any("more)" in one["text"] for one in told), [one["text"] for one in told]


def test_a_hundred_alarms_of_one_trouble_page_once(storm: tuple[Doors, Phone, str]) -> None:
    doors, phone, _ = storm
    key = doors.open()
    with ThreadPoolExecutor(8) as senders:
        heard = list(senders.map(lambda number: doors.alarm(key, title="Disk full", host=number), range(MANY)))
    [arn] = {one.incident for one in heard}
    until(lambda: phone.messages("page") or None, "the page")
    doors.api.clock.ahead = timedelta(seconds=15)

    def counted() -> int:
        triggers = [data for type_, data in doors.events(arn) if type_ == "SSM Incident Trigger"]
        return sum(data.get("repetitions", 1) for data in triggers)

    until(lambda: counted() == MANY or None, "every alarm")
    assert len(phone.messages("page")) == 1
