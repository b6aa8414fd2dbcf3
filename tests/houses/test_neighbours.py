"""What do two houses have to do with each other?  What policies share, and no trouble of the other's."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from bot.assembly.houses import Houses
from core.caller import Caller
from core.errors import Refusal
from tests.houses.town import HERE, THERE, Town

TEXT = "what was " + "sealed"
ADA = Caller(arn=f"arn:aws:iam::{HERE}:user/ada", standing="administrator", name="ada")


async def asked(town: Town, action: str, **params: Any) -> dict[str, Any]:
    """By Ada, who is none of the other account's."""
    return await town.house(HERE).dispatcher.call(ADA, action, params)


async def test_what_the_one_shares_the_other_uses_until_that_ends(town: Town) -> None:
    for account in (HERE, THERE):
        await town.call(account, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    template = {"title": "Checkout is down", "impact": 1}
    plan = (await town.call(THERE, "ssm-incidents:CreateResponsePlan", name="checkout", incidentTemplate=template))[
        "arn"
    ]
    for attempt in ("ssm-incidents:GetResponsePlan", "ssm-incidents:DeleteResponsePlan"):
        with pytest.raises(Refusal, match="is not authorized to perform"):
            await asked(town, attempt, arn=plan)
    shared = ["GetResponsePlan", "StartIncident", "GetIncidentRecord", "ListTimelineEvents", "UpdateIncidentRecord"]
    resources = [plan, f"{plan.replace(':response-plan/', ':incident-record/')}/*"]
    statement = {
        "Effect": "Allow", "Principal": {"AWS": HERE}, "Resource": resources,
        "Action": [f"ssm-incidents:{one}" for one in shared],
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    kept = await town.call(THERE, "ssm-incidents:PutResourcePolicy", resourceArn=plan, policy=policy)
    incident = (await asked(town, "ssm-incidents:StartIncident", responsePlanArn=plan))["incidentRecordArn"]
    assert incident.startswith(f"arn:aws:ssm-incidents::{THERE}:incident-record/checkout/")
    assert (await asked(town, "ssm-incidents:GetIncidentRecord", arn=incident))["incidentRecord"]["arn"] == incident
    there = await town.call(THERE, "ssm-incidents:ListIncidentRecords")
    assert [one["arn"] for one in there["incidentRecordSummaries"]] == [incident]
    assert await town.house(HERE).storage.incidents.count_open() == 0
    with pytest.raises(Refusal, match="is not authorized to perform: ssm-incidents:DeleteResponsePlan"):
        await asked(town, "ssm-incidents:DeleteResponsePlan", arn=plan)
    await town.call(THERE, "ssm-incidents:DeleteResourcePolicy", resourceArn=plan, policyId=kept["policyId"])
    with pytest.raises(Refusal, match="is not authorized to perform"):
        await asked(town, "ssm-incidents:GetIncidentRecord", arn=incident)


class Room:
    """A house, as far as its neighbours notice it."""

    def __init__(self, account: str, fails: bool = False) -> None:
        self.account, self._fails = account, fails
        self.done: list[str] = []
        self.slack = None

    async def wake(self) -> None:
        await self._do("wake")

    async def start(self, *, pages: bool = True) -> None:
        await self._do("start")

    async def stop(self) -> None:
        await self._do("stop")

    async def _do(self, what: str) -> None:
        self.done.append(what)
        if self._fails:
            raise RuntimeError(TEXT)


def street(*rooms: Room) -> Houses:
    nobody = SimpleNamespace(operators=None, outgoing=None)
    houses = Houses(None, nobody)  # type: ignore[arg-type]  # nothing is kept, and nobody outside is asked
    for room in rooms:
        houses.add(room)  # type: ignore[arg-type]
    return houses


async def test_the_trouble_of_one_is_told_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = Room(HERE, fails=True), Room(THERE)
    houses = street(broken, sound)
    with caplog.at_level(logging.ERROR):
        await houses.wake()
        await houses.start()
        await houses.stop()
    assert broken.done == sound.done == ["wake", "start", "stop"]
    assert [HERE in one.message for one in caplog.records] == [True, True]
    assert TEXT not in caplog.text


async def test_where_there_is_one_its_trouble_is_everybodys() -> None:
    houses = street(Room(HERE, fails=True))
    with pytest.raises(RuntimeError):
        await houses.wake()


async def test_stopping_goes_through_them_all() -> None:
    rooms = Room(HERE, fails=True), Room(THERE)
    await street(*rooms).stop()
    assert [room.done for room in rooms] == [["stop"], ["stop"]]
