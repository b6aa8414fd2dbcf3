"""Looks what exists, through the same door as everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.get_prepared.progress import Found, Named
from bot.slack.people import People
from core.arns import name_of
from core.caller import Caller
from core.dispatcher import Dispatcher

TEST_PLAN = "get-prepared-test"
"""What the names of the plans that the last step makes begin with."""
MANY = 100


class Looking:
    def __init__(self, dispatcher: Dispatcher, people: People) -> None:
        self._dispatcher = dispatcher
        self._people = people

    async def found(self, caller: Caller) -> Found:
        """Everything that the list of steps speaks of, as this person sees it."""
        sealed_with = await self._sealed_with(caller)
        if sealed_with is None:
            return Found()  # nothing else can be there, and ssm-contacts does not even answer
        people = await self._contacts(caller, "PERSONAL")
        return Found(
            sealed_with=sealed_with,
            mine=await self._mine(caller),
            people=people,
            escalation_plans=await self._contacts(caller, "ESCALATION"),
            channels=await self._channels(caller),
            response_plans=await self._response_plans(caller),
            tested=await self._tested(caller),
        )

    async def _sealed_with(self, caller: Caller) -> str | None:
        arns = (await self._ask(caller, "ssm-incidents:ListReplicationSets"))["replicationSetArns"]
        if not arns:
            return None
        kept = (await self._ask(caller, "ssm-incidents:GetReplicationSet", arn=arns[0]))["replicationSet"]
        return ", ".join(f"{name} with {_key(region)}" for name, region in kept["regionMap"].items())

    async def _mine(self, caller: Caller) -> Named | None:
        """The contact with an active channel to this person that a plan uses."""
        for arn in sorted((await self._people.with_contacts(caller)).contact_arns):
            contact = await self._ask(caller, "ssm-contacts:GetContact", ContactId=arn)
            if any(stage.get("Targets") for stage in contact["Plan"].get("Stages") or []):
                return _contact(contact)
        return None

    async def _contacts(self, caller: Caller, type_: str) -> tuple[Named, ...]:
        told = await self._ask(caller, "ssm-contacts:ListContacts", Type=type_, MaxResults=MANY)
        return tuple(_contact(one) for one in told["Contacts"])

    async def _channels(self, caller: Caller) -> tuple[Named, ...]:
        told = await self._ask(caller, "chatbot:DescribeSlackChannelConfigurations")
        return tuple(
            Named(one["SnsTopicArns"][0], f"#{one['SlackChannelName']}")
            for one in told["SlackChannelConfigurations"]
            if one["SnsTopicArns"]
        )

    async def _response_plans(self, caller: Caller) -> tuple[Named, ...]:
        told = await self._ask(caller, "ssm-incidents:ListResponsePlans", maxResults=MANY)
        return tuple(
            Named(one["arn"], one.get("displayName") or one["name"])
            for one in told["responsePlanSummaries"]
            if not one["name"].startswith(TEST_PLAN)
        )

    async def _tested(self, caller: Caller) -> bool:
        """Whether one of the latest incidents that this person started is a test."""
        mine = {"key": "createdBy", "condition": {"equals": {"stringValues": [caller.arn]}}}
        told = await self._ask(caller, "ssm-incidents:ListIncidentRecords", filters=[mine], maxResults=MANY)
        return any(name_of(one["arn"]).startswith(TEST_PLAN) for one in told["incidentRecordSummaries"])

    async def _ask(self, caller: Caller, action: str, **params: Any) -> dict[str, Any]:
        return await self._dispatcher.call(caller, action, params)


def _contact(told: Mapping[str, Any]) -> Named:
    return Named(told["ContactArn"], told.get("DisplayName") or told["Alias"])


def _key(region: Mapping[str, Any]) -> str:
    key = region.get("sseKmsKeyId")
    return "Muster's own key" if key in (None, "DefaultKey") else f"the key {str(key).rpartition('/')[2]}"
