"""On the wire, between two houses of one process: what is the other's is not told from what is nobody's."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from core.vocabulary import examples
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params
from tests.api.signing import Sender, signed
from tests.houses.town import BEN, HERE, THERE, Town
from tests.wire.raw_requests import raw_request


async def present(town: Town) -> dict[str, str]:
    """What the examples speak of, made in the other account: by the name that they have for it."""

    async def made(action: str, **params: Any) -> dict[str, Any]:
        return await town.call(THERE, action, **params)

    replicated = (await made("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}}))["arn"]
    person = (await made("ssm-contacts:CreateContact", Alias="jane", Type="PERSONAL", Plan={"Stages": []}))[
        "ContactArn"
    ]
    channel = (
        await made(
            "ssm-contacts:CreateContactChannel", ContactId=person, Name="slack", Type="SLACK",
            DeliveryAddress={"SimpleAddress": BEN}, DeferActivation=True,
        )
    )["ContactChannelArn"]  # fmt: skip
    daily = {"DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}]}
    rotation = await made(
        "ssm-contacts:CreateRotation", Name="primary", ContactIds=[person], TimeZoneId="Etc/UTC",
        Recurrence={"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, **daily},
    )  # fmt: skip
    template = {"title": "Down", "impact": 1}
    await made("ssm-incidents:CreateResponsePlan", name="checkout", incidentTemplate=template, engagements=[person])
    plan = town.house(THERE).settings.arns.response_plan("checkout")
    incident = (await made("ssm-incidents:StartIncident", responsePlanArn=plan))["incidentRecordArn"]
    await made("chatbot:CreateCustomAction", ActionName="restart", Definition={"CommandText": "x"})
    uid = examples.UUID
    return {
        f"{examples.INCIDENTS}replication-set/{uid}": replicated,
        f"{examples.INCIDENTS}incident-record/checkout/{uid}": incident,
        f"{examples.CONTACTS}contact-channel/jane/{uid}": channel,
        f"{examples.CONTACTS}rotation/{uid}": rotation["RotationArn"],
        HERE: THERE,
    }


LOOKS_NOTHING_UP = "ssm-contacts:ListPreviewRotationShifts"
"""Whose members may be any text, and are repeated."""


def absent_like(text: str) -> str:
    """Names of the same length that nobody has."""
    for kind in (
        "replication-set",
        "rotation",
        r"incident-record/\w+",
        r"contact-channel/\w+",
        r"(?:engagement|page)/\w+",
    ):
        text = re.sub(rf"(:{kind}/)[0-9a-f]{{8}}", r"\g<1>00000000", text)
    return text.replace("/checkout", "/checkin_").replace("/jane", "/nobo").replace("/restart", "/absent_")


async def test_byte_for_byte_what_is_there_is_not_told_from_what_is_not(town: Town) -> None:
    names = await present(town)
    key = await town.house(HERE).access_keys.create("ada", "administrator")
    await town.call(HERE, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    asked = 0
    for operation in catalog().values():
        there = json.dumps(example_params(operation))
        for old, new in names.items():
            there = there.replace(old, new)
        absent = absent_like(there)
        if absent == there:
            continue
        asked += 1
        answers = [await asyncio.to_thread(send, town, operation, json.loads(text), key) for text in (there, absent)]
        assert answers[0][0] == answers[1][0], operation.action
        assert absent_like(answers[0][1]) == answers[1][1], operation.action
        assert answers[0][0] in (400, 403, 404) or operation.action == LOOKS_NOTHING_UP, (operation.action, answers)
    assert asked > 45


def send(town: Town, operation: Operation, params: dict[str, Any], key: Any) -> tuple[int, str]:
    host = town.muster.server.url.partition("//")[2]
    address = host.partition(":")[0], int(host.partition(":")[2])
    with Sender(address) as sender:
        answer = sender.send(signed(raw_request(operation, params), operation.service, host, key=key))
    told = {name: value for name, value in answer.headers.items() if name not in ("date", "x-amzn-requestid")}
    body = re.sub(r"<RequestId>[^<]*", "<RequestId>", answer.body.decode())
    # When it was answered, and a token that is sealed anew each time.
    body = re.sub(r'"NextToken":"[^"]*"|\b\d{10}\.\d+\b', "", body)
    told.pop("content-length")
    return answer.status, json.dumps([sorted(told.items()), body])
