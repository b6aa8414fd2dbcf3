"""What was edited by hand stays behind where it is nonsense, with a line; everything else comes, and nothing breaks."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from bot.http.control import LARGEST
from core.moving import document
from core.moving.resource import Resource
from tests.moving.house import House
from tests.operations.muster import ARNS

OWN = {
    "contact": "ssm-contacts:GetContact",
    "rotation": "ssm-contacts:GetRotation",
    "response-plan": "ssm-incidents:GetResponsePlan",
    "incident-record": "ssm-incidents:GetIncidentRecord",
    "chat-configuration": "chatbot:DescribeSlackChannelConfigurations",
    "replication-set": "ssm-incidents:GetReplicationSet",
}
EVENT, CHANNELS = "ssm-incidents:GetTimelineEvent", "ssm-contacts:ListContactChannels"


async def first(house: House, kind: str) -> Resource:
    told = [one for one in await house.told() if isinstance(one, Resource) and one.kind == kind]
    return next((one for one in told if one.rows(CHANNELS, "ContactChannels")), told[0])


def edited(resource: Resource, action: str, path: str, value: Any) -> Resource:
    """The same, but for one value in the first answer of an operation."""
    answers = {name: list(deepcopy(pages)) for name, pages in resource.answers.items()}
    *outer, last = (int(step) if step.isdigit() else step for step in path.split("."))
    inner: Any = answers[action][0]
    for step in outer:
        inner = inner[step]
    inner[last] = value
    return replace(resource, answers={name: tuple(pages) for name, pages in answers.items()})


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("incident-record", "incidentRecord.impact", 6),
        ("incident-record", "incidentRecord.impact", 10**30),
        ("incident-record", "incidentRecord.status", "WEIRD"),
        ("incident-record", "incidentRecord.title", "x" * 201),
        ("incident-record", "incidentRecord.creationTime", "9999-12-31T23:59:59.999999-12:00"),
        ("incident-record", "incidentRecord.creationTime", "0001-01-01T00:00:00+14:00"),
        ("incident-record", "incidentRecord.arn", ARNS.incident_record("other", "x")),
        ("incident-record", "incidentRecord.chatChannel", {}),
        ("contact", "Alias", "somebody-else"),
        ("contact", "Type", "WEIRD"),
        ("contact", "Plan", {"Stages": [{"DurationInMinutes": -5, "Targets": []}]}),
        ("contact", "Plan", {"Stages": [{"DurationInMinutes": 10**12, "Targets": []}]}),
        ("contact", "Plan", {"Stages": [{"DurationInMinutes": 1, "Targets": [{}]}]}),
        ("rotation", "TimeZoneId", "Nowhere/X"),
        ("rotation", "ContactIds", []),
        ("rotation", "Recurrence", {}),
        (
            "rotation",
            "Recurrence",
            {
                "NumberOfOnCalls": 1,
                "RecurrenceMultiplier": 1,
                "DailySettings": [{"HourOfDay": 99, "MinuteOfHour": 0}],
            },
        ),
        ("response-plan", "incidentTemplate.impact", 77),
        ("response-plan", "name", "another"),
        ("chat-configuration", "SlackChannelConfigurations", []),
        ("replication-set", "replicationSet.regionMap", {}),
    ],
)
async def test_a_resource_that_is_nonsense_is_not_made(full: House, empty: House, kind: str, path: str, value: Any):
    told = edited(await first(full, kind), OWN[kind], path, value)
    others = [] if kind == "replication-set" else [await first(full, "replication-set")]
    report = await empty.take([*others, told])
    assert report.counts[kind] == {"cannot": 1}
    assert len(report.lines) == 1


@pytest.mark.parametrize(
    ("kind", "action", "path", "value", "left"),
    [
        ("incident-record", EVENT, "event.eventTime", "9999-12-31T23:59:59.999999Z", "timeline-event"),
        ("incident-record", EVENT, "event.eventData", "not JSON", "timeline-event"),
        ("incident-record", EVENT, "event.incidentRecordArn", "another", "timeline-event"),
        ("contact", CHANNELS, "ContactChannels.0.ContactChannelArn", "x", "contact-channel"),
        (
            "contact",
            CHANNELS,
            "ContactChannels.0.ContactChannelArn",
            ARNS.contact_channel("other", "abc"),
            "contact-channel",
        ),
        ("contact", CHANNELS, "ContactChannels.0.DeliveryAddress", {"SimpleAddress": "moon"}, "contact-channel"),
        ("contact", CHANNELS, "ContactChannels.0.ActivationStatus", "MAYBE", "contact-channel"),
    ],
)
async def test_what_is_nonsense_of_a_resource_stays_behind_alone(
    full: House, empty: House, kind: str, action: str, path: str, value: Any, left: str
):
    told = edited(await first(full, kind), action, path, value)
    report = await empty.take([await first(full, "replication-set"), told])
    assert report.counts[left]["cannot"] == 1
    assert report.counts[kind] == {"created": 1}


@pytest.mark.parametrize(
    "arn",
    [
        ARNS.contact("A"),
        ARNS.contact("a/b"),
        ARNS.contact("../../keyring"),
        ARNS.contact("ana").replace("ssm-contacts", "ssm-incidents"),
        ARNS.contact("ana").replace(f":{ARNS.region}:", "::"),
    ],
)
async def test_service_region_kind_and_name_of_an_arn_have_to_go_together(full: House, empty: House, arn: str):
    report = await empty.take([replace(await first(full, "contact"), arn=arn)])
    assert report.lines == [f"cannot   contact {arn}: this is not the ARN of such a resource"]


async def test_a_resource_that_is_too_large_for_the_control_socket_is_too_large_without_it(full: House, empty: House):
    told = edited(await first(full, "incident-record"), EVENT, "event.eventData", "x" * LARGEST)
    report = await empty.take([told])
    [line] = report.lines
    assert "It is too large" in line


async def test_the_moment_from_which_turns_count_travels_in_an_export(full: House, empty: House):
    recurrence = {
        "NumberOfOnCalls": 1,
        "RecurrenceMultiplier": 1,
        "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}],
    }
    made = await full.muster.contacts(
        "CreateRotation",
        Name="untold",
        ContactIds=[ARNS.contact("ana")],
        TimeZoneId="UTC",
        Recurrence=recurrence,
    )
    arn = made["RotationArn"]
    [told] = [one for one in await full.told() if isinstance(one, Resource) and one.arn == arn]
    completed = document.read(json.loads(json.dumps(document.written(await full.this.completed(told)), default=str)))
    report = await empty.take([await first(full, "replication-set"), completed])
    assert report.lines == []
    there, here = (
        await full.muster.storage.rotations.get(arn),
        await empty.muster.storage.rotations.get(arn),
    )
    assert there is not None
    assert here is not None
    assert here.created_at == there.created_at < empty.muster.clock.now()
