"""Walks through everything that a source has, in an order in which nothing names what has not come yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from bot.moving.asking import Ask, Asking, Refused
from core.moving.ports import Source
from core.moving.resource import Resource, Unread

Told = AsyncIterator[Resource | Unread]

EVER = {"StartTime": datetime(2000, 1, 1, tzinfo=UTC), "EndTime": datetime(2100, 1, 1, tzinfo=UTC)}
"""Overrides are asked for by the time that they overlap."""


class Reading:
    """People come before those who take turns, turns before schedules, schedules before the plans that engage them."""

    def __init__(self, source: Source) -> None:
        self._ask = Asking(source)

    async def everything(self) -> Told:
        """Each resource once; a list that is refused is told of, and the rest goes on."""
        walks: list[tuple[str, Callable[[], Told]]] = [
            ("replication-set", self._replication_sets),
            ("contact", lambda: self._contacts("PERSONAL")),
            ("rotation", self._rotations),
            ("contact", lambda: self._contacts("ONCALL_SCHEDULE")),
            ("contact", lambda: self._contacts("ESCALATION")),
            ("custom-action", self._custom_actions),
            ("chat-configuration", self._chat_channels),
            ("response-plan", self._response_plans),
            ("incident-record", self._incidents),
        ]
        for kind, walk in walks:
            try:
                async for told in walk():
                    yield told
            except Refused as refused:
                yield Unread(kind=kind, reason=str(refused))

    async def _replication_sets(self) -> Told:
        async for arn in self._ask.rows("ssm-incidents:ListReplicationSets"):
            own = Ask("ssm-incidents:GetReplicationSet", {"arn": arn})
            yield await self._ask.resource("replication-set", arn, own, [_incident_tags(arn)])

    async def _contacts(self, type_: str) -> Told:
        async for row in self._ask.rows("ssm-contacts:ListContacts", "ContactArn", Type=type_):
            arn = row["ContactArn"]
            belongings = [_contact_tags(arn), Ask("ssm-contacts:GetContactPolicy", {"ContactArn": arn})]
            if type_ == "PERSONAL":
                belongings.append(Ask("ssm-contacts:ListContactChannels", {"ContactId": arn}))
            own = Ask("ssm-contacts:GetContact", {"ContactId": arn})
            yield await self._ask.resource("contact", arn, own, belongings)

    async def _rotations(self) -> Told:
        async for row in self._ask.rows("ssm-contacts:ListRotations", "RotationArn"):
            arn = row["RotationArn"]
            overrides = Ask("ssm-contacts:ListRotationOverrides", {"RotationId": arn, **EVER})
            own = Ask("ssm-contacts:GetRotation", {"RotationId": arn})
            yield await self._ask.resource("rotation", arn, own, [_contact_tags(arn), overrides])

    async def _custom_actions(self) -> Told:
        async for arn in self._ask.rows("chatbot:ListCustomActions"):
            own = Ask("chatbot:GetCustomAction", {"CustomActionArn": arn})
            tags = Ask("chatbot:ListTagsForResource", {"ResourceARN": arn})
            yield await self._ask.resource("custom-action", arn, own, [tags])

    async def _chat_channels(self) -> Told:
        action = "chatbot:DescribeSlackChannelConfigurations"
        async for row in self._ask.rows(action, "ChatConfigurationArn"):
            arn = row["ChatConfigurationArn"]
            own: dict[str, tuple[Any, ...]] = {action: ({"SlackChannelConfigurations": [row]},)}
            offered = Ask("chatbot:ListAssociations", {"ChatConfiguration": arn})
            yield await self._ask.resource("chat-configuration", arn, own, [offered])

    async def _response_plans(self) -> Told:
        async for row in self._ask.rows("ssm-incidents:ListResponsePlans", "arn"):
            arn = row["arn"]
            policies = Ask("ssm-incidents:GetResourcePolicies", {"resourceArn": arn})
            own = Ask("ssm-incidents:GetResponsePlan", {"arn": arn})
            yield await self._ask.resource("response-plan", arn, own, [_incident_tags(arn), policies])

    async def _incidents(self) -> Told:
        async for row in self._ask.rows("ssm-incidents:ListIncidentRecords", "arn"):
            arn = row["arn"]
            of_it = {"incidentRecordArn": arn}
            try:
                events = await self._events(of_it)
            except Refused as refused:
                yield Unread(kind="timeline-event", arn=arn, reason=str(refused))
                events = []
            belongings = [
                _incident_tags(arn),
                *events,
                Ask("ssm-incidents:ListRelatedItems", of_it),
                Ask("ssm-incidents:ListIncidentFindings", of_it),
            ]
            own = Ask("ssm-incidents:GetIncidentRecord", {"arn": arn})
            yield await self._ask.resource("incident-record", arn, own, belongings)

    async def _events(self, of_it: dict[str, Any]) -> list[Ask]:
        """The list leaves out what an event says: each has to be asked for."""
        oldest_first = {**of_it, "sortOrder": "ASCENDING"}
        rows = self._ask.rows("ssm-incidents:ListTimelineEvents", "eventId", **oldest_first)
        return [Ask("ssm-incidents:GetTimelineEvent", {**of_it, "eventId": row["eventId"]}) async for row in rows]


def _incident_tags(arn: str) -> Ask:
    return Ask("ssm-incidents:ListTagsForResource", {"resourceArn": arn})


def _contact_tags(arn: str) -> Ask:
    return Ask("ssm-contacts:ListTagsForResource", {"ResourceARN": arn})
