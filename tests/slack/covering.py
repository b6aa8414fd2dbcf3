"""A team that takes turns: a rotation of three with a fourth person beside it, and what they do in Slack to cover."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from core.caller import Caller
from core.clock import SystemClock
from core.work import Save
from storage.covers import COVERS
from storage.statements import compiled
from tests.slack.empty_workspace import ANA, BEN, CHANNEL, CHLOE, EmptyWorkspace, Message, View, labels
from tests.slack.fake_slack import Answer
from tests.slack.world import shown

DEV = "U5DEV"
TOPIC = "arn:aws:sns:us-east-1:111122223333:incidents"
PEOPLE = {"ana": ANA, "ben": BEN, "chloe": CHLOE, "dev": DEV}
DAY = timedelta(days=1)


class Team(EmptyWorkspace):
    """Ana, Ben and Chloe hand over once a day, half a day from now, in the schedule payments; Dev has no turn."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.contacts: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.slack.workspace.person(DEV, "dev")
        await self.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
        for alias, user in PEOPLE.items():
            self.contacts[alias] = await self.paged(alias, user)
        self.rotation = await self.rotates()
        schedule = {"RotationIds": [self.rotation]}
        made = await self.call(
            "ssm-contacts:CreateContact",
            Alias="payments",
            Type="ONCALL_SCHEDULE",
            DisplayName="Payments",
            Plan=schedule,
        )
        self.schedule = str(made["ContactArn"])
        return self

    async def paged(self, alias: str, user: str) -> str:
        """A contact that is paged in Slack; the ARN."""
        made = await self.call(
            "ssm-contacts:CreateContact", Alias=alias, Type="PERSONAL", DisplayName=alias.title(), Plan={"Stages": []}
        )
        await self.muster.dispatcher.call(
            Caller(arn=self.settings.arns.slack_user(user), standing="administrator", user_id=user),
            "ssm-contacts:CreateContactChannel",
            {
                "ContactId": made["ContactArn"],
                "Name": "Slack",
                "Type": "SLACK",
                "DeliveryAddress": {"SimpleAddress": user},
            },
        )
        return str(made["ContactArn"])

    async def rotates(self, on_calls: int = 1, *aliases: str) -> str:
        """A daily rotation; the ARN."""
        hand_off = SystemClock().now() + DAY / 2
        made = await self.call(
            "ssm-contacts:CreateRotation",
            Name="primary",
            ContactIds=[self.contacts[alias] for alias in aliases or ("ana", "ben", "chloe")],
            TimeZoneId="UTC",
            StartTime=hand_off.replace(minute=0, second=0, microsecond=0) - 2 * DAY,
            Recurrence={
                "DailySettings": [{"HourOfDay": hand_off.hour, "MinuteOfHour": 0}],
                "NumberOfOnCalls": on_calls,
                "RecurrenceMultiplier": 1,
            },
        )
        return str(made["RotationArn"])

    async def link(self) -> str:
        """Have incidents of a plan that engages the schedule told in the channel; the plan's ARN."""
        await self.call(
            "chatbot:CreateSlackChannelConfiguration",
            ConfigurationName="incidents", SlackTeamId="T0TEAM", SlackChannelId=CHANNEL, SlackChannelName="incidents",
            IamRoleArn="arn:aws:iam::111122223333:role/chatbot", SnsTopicArns=[TOPIC],
        )  # fmt: skip
        made = await self.call(
            "ssm-incidents:CreateResponsePlan",
            name="checkout", incidentTemplate={"title": "Checkout is down", "impact": 1},
            engagements=[self.schedule], chatChannel={"chatbotSns": [TOPIC]},
        )  # fmt: skip
        return str(made["arn"])

    # What a person does

    async def covers(self, by: str, kind: str, schedule: str = "") -> View:
        """Type the command, and go on to the second form."""
        view = await self.begins(by, schedule)
        answer = await self.sends(view, by, kind=kind)
        assert isinstance(answer.body, dict), answer
        assert answer.body.get("response_action") == "update", answer.body
        return self.slack.workspace.views[view["id"]]

    async def begins(self, by: str, schedule: str = "") -> View:
        """Type the command; the first form."""
        await self.slack.somebody(by).commands(f"oncall cover {schedule}".strip())
        await self.settled()
        return list(self.slack.workspace.views.values())[-1]

    async def asks(self, by: str, view: View, **chosen: Any) -> dict[str, str]:
        """Send the second form; what was wrong with it, by field."""
        answer: Answer = await self.sends(view, by, **chosen)
        return dict(answer.body.get("errors") or {}) if isinstance(answer.body, dict) else {}

    async def answers(self, by: str, button: str, message: Message) -> str:
        """Press a button; the last thing that only this person was told."""
        await self.slack.somebody(by).presses(button, message)
        await self.settled()
        calls = [*self.slack.called("chat.postEphemeral"), *self.slack.called("response_url")]
        return shown(max(calls, key=lambda call: call.at).arguments) if calls else ""

    async def ages(self, by: timedelta) -> None:
        """Have everything about the one cover that there is lie so much further back."""
        storage = self.muster.storage
        (id_,) = await storage.database.read(compiled(select(COVERS.table.c.id)), {})
        cover = await storage.covers.get(id_[0])
        assert cover
        older = replace(cover, asked_at=cover.asked_at - by, expires_at=cover.expires_at - by)
        await storage.store.commit([Save(older)])

    def message(self, user: str, button: str) -> Message:
        """What somebody was sent with this button below it."""
        found = [one for one in self.slack.said_in(user) if one.get("blocks") and button in " ".join(labels(one))]
        return found[-1]

    async def on_call(self, days: int = 12) -> list[list[str]]:
        """Who is on call in each shift from now on, by alias."""
        return [sorted(arn.rpartition("/")[2] for arn in one["ContactIds"]) for one in await self.shifts(days)]

    async def shifts(self, days: int = 12) -> list[dict[str, Any]]:
        """The rotation's shifts from now on."""
        until = SystemClock().now() + days * DAY
        told = await self.call("ssm-contacts:ListRotationShifts", RotationId=self.rotation, EndTime=until)
        return list(told["RotationShifts"])


def choice(view: View, field: str, number: int = 0, who: str = "") -> str:
    """The value of a shift that a form offers, of those whose label names this person."""
    block = next(one for one in view["blocks"] if one.get("block_id") == field)
    options = [one for one in block["element"]["options"] if who in one["text"]["text"]]
    return str(options[number]["value"])
