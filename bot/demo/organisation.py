"""The sample organisation of the demo: who works there, whom to page for what, and what they have been through."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.arns import Arns

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Person:
    user_id: str
    alias: str
    name: str


ANA = Person("U0ANA", "ana", "Ana Moreira")
BEN = Person("U0BEN", "ben", "Ben Okafor")
CHLOE = Person("U0CHLOE", "chloe", "Chloe Dubois")
DEV = Person("U0DEV", "dev", "Dev Patel")
PEOPLE = (ANA, BEN, CHLOE, DEV)
ADMINISTRATOR = ANA

TEAM = "T0MUSTER"
CHANNELS = {"C0INCIDENTS": "incidents", "C0GENERAL": "general"}

Call = Callable[..., Awaitable[dict[str, Any]]]
"""`call(person, action, **params)`: one operation, as that person."""


@dataclass(frozen=True, slots=True)
class PastIncident:
    ago: timedelta
    plan: str
    title: str
    impact: int
    noticed_by: Person
    taken_by: Person
    taken_after: timedelta
    notes: tuple[tuple[timedelta, Person, str], ...]
    resolved_after: timedelta
    summary: str


PAST = (
    PastIncident(
        ago=timedelta(days=12, hours=3),
        plan="search",
        title="Search answers with yesterday's prices",
        impact=3,
        noticed_by=DEV,
        taken_by=BEN,
        taken_after=4 * MINUTE,
        notes=(
            (9 * MINUTE, BEN, "The nightly index build stopped at 02:10: its disk is full."),
            (21 * MINUTE, BEN, "Old indexes removed, build started again; about half an hour to go."),
        ),
        resolved_after=58 * MINUTE,
        summary="Prices in search results are a day old. Orders are charged correctly.",
    ),
    PastIncident(
        ago=timedelta(days=5, hours=17),
        plan="checkout",
        title="Card payments fail for a third of customers",
        impact=1,
        noticed_by=CHLOE,
        taken_by=CHLOE,
        taken_after=7 * MINUTE,
        notes=(
            (11 * MINUTE, CHLOE, "Only cards of one bank; their sandbox shows the same error."),
            (26 * MINUTE, DEV, "Switched that bank's cards to the second provider."),
            (31 * MINUTE, CHLOE, "Success rate back at 98 %, watching."),
        ),
        resolved_after=44 * MINUTE,
        summary="A bank's certificate ran out at midnight; its payments were refused.",
    ),
    PastIncident(
        ago=timedelta(days=1, hours=6),
        plan="checkout",
        title="Order confirmations are not sent",
        impact=2,
        noticed_by=ANA,
        taken_by=BEN,
        taken_after=2 * MINUTE,
        notes=((6 * MINUTE, BEN, "The mail queue has 14,000 messages; the sender restarts every minute."),),
        resolved_after=23 * MINUTE,
        summary="Customers get no confirmation mail; nothing is lost, mails go out late.",
    ),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    arns: Arns

    @property
    def topic(self) -> str:
        return f"arn:aws:sns:{self.arns.region}:{self.arns.account}:incidents"

    def contact(self, person: Person) -> str:
        return self.arns.contact(person.alias)

    def set_up(self) -> Iterator[tuple[Person, str, dict[str, Any]]]:
        """The operations that make it, in the order in which they have to be called."""
        yield ADMINISTRATOR, "ssm-incidents:CreateReplicationSet", {"regions": {self.arns.region: {}}}
        yield from self._people()
        yield ADMINISTRATOR, "ssm-contacts:CreateContact", self._escalation()
        yield ADMINISTRATOR, "chatbot:CreateSlackChannelConfiguration", self._channel()
        yield ADMINISTRATOR, "ssm-incidents:CreateResponsePlan", self._checkout()
        yield ADMINISTRATOR, "ssm-incidents:CreateResponsePlan", self._search()

    def _people(self) -> Iterator[tuple[Person, str, dict[str, Any]]]:
        for person in PEOPLE:
            yield (
                ADMINISTRATOR,
                "ssm-contacts:CreateContact",
                {"Alias": person.alias, "DisplayName": person.name, "Type": "PERSONAL", "Plan": {"Stages": []}},
            )

    def _escalation(self) -> dict[str, Any]:
        stages = [(5, (BEN,)), (5, (CHLOE,)), (5, (DEV, ANA))]
        return {
            "Alias": "shop-on-call",
            "DisplayName": "Shop on call",
            "Type": "ESCALATION",
            "Plan": {
                "Stages": [
                    {
                        "DurationInMinutes": minutes,
                        "Targets": [
                            {"ContactTargetInfo": {"ContactId": self.contact(person), "IsEssential": True}}
                            for person in people
                        ],
                    }
                    for minutes, people in stages
                ]
            },
        }

    def _channel(self) -> dict[str, Any]:
        return {
            "ConfigurationName": "incidents",
            "SlackTeamId": TEAM,
            "SlackChannelId": "C0INCIDENTS",
            "SlackChannelName": "incidents",
            "SnsTopicArns": [self.topic],
            "IamRoleArn": f"arn:aws:iam::{self.arns.account}:role/incidents-channel",
        }

    def _checkout(self) -> dict[str, Any]:
        return {
            "name": "checkout",
            "displayName": "Checkout",
            "incidentTemplate": {
                "title": "Checkout is impaired",
                "impact": 2,
                "summary": "Customers cannot pay, or pay and get nothing. Status page: tell support first.",
            },
            "engagements": [self.arns.contact("shop-on-call")],
            "chatChannel": {"chatbotSns": [self.topic]},
        }

    def _search(self) -> dict[str, Any]:
        return {
            "name": "search",
            "displayName": "Search",
            "incidentTemplate": {"title": "Search is impaired", "impact": 3, "dedupeString": "search"},
            "engagements": [self.contact(BEN)],
            "chatChannel": {"chatbotSns": [self.topic]},
        }


async def give_everyone_a_slack_channel(call: Call, organisation: Organisation) -> None:
    """Each person's own direct messages, active at once because they add them themselves, and a plan that uses them."""
    for person in PEOPLE:
        made = await call(
            person,
            "ssm-contacts:CreateContactChannel",
            ContactId=organisation.contact(person),
            Name="Slack",
            Type="SLACK",
            DeliveryAddress={"SimpleAddress": person.user_id},
        )
        target = {"ContactChannelId": made["ContactChannelArn"], "RetryIntervalInMinutes": 4}
        await call(
            ADMINISTRATOR,
            "ssm-contacts:UpdateContact",
            ContactId=organisation.contact(person),
            Plan={"Stages": [{"DurationInMinutes": 10, "Targets": [{"ChannelTargetInfo": target}]}]},
        )


def note(text: str) -> str:
    """A note's event data: the text as JSON."""
    return json.dumps(text, ensure_ascii=False)


Told = Callable[[datetime], None]
"""Sets the clock that the history is told by."""
