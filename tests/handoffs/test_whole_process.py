"""Does a whole Muster go round each minute, tell Slack itself, and let one of several replicas do it?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import environment
from bot.main import HAND_OVER_AT, Muster, compose
from core.caller import Caller
from tests.handoffs.team import NINE, TOPIC
from tests.migrated import lay_down
from tests.operations.muster import ARNS, START, MovableClock
from tests.slack.fake_slack import FakeSlack
from tests.slack.workspace import TEAM

ROOT = Caller(arn=ARNS.root(), standing="administrator", name="root")
GROUP = "S0604QSJC"
DAILY = {
    "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}],
    "RecurrenceMultiplier": 1,
    "NumberOfOnCalls": 1,
}


class Shop:
    """Ana and Ben take turns; nothing runs by itself."""

    def __init__(self, muster: Muster, slack: FakeSlack, clock: MovableClock) -> None:
        self.muster, self.slack, self.clock = muster, slack, clock

    async def call(self, action: str, **params: Any) -> dict[str, Any]:
        return await self.muster.dispatcher.call(ROOT, action, params)

    async def open(self) -> None:
        await self.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
        for alias in ("ana", "ben"):
            await self._hire(alias)
        turns = await self.call(
            "ssm-contacts:CreateRotation",
            Name="turns",
            ContactIds=[ARNS.contact("ana"), ARNS.contact("ben")],
            TimeZoneId="UTC",
            StartTime=NINE,
            Recurrence=DAILY,
        )
        schedule = await self.call(
            "ssm-contacts:CreateContact",
            Alias="weekly",
            Type="ONCALL_SCHEDULE",
            Plan={"RotationIds": [turns["RotationArn"]]},
            Tags=[{"Key": "muster/slack-user-group", "Value": GROUP}],
        )
        await self.call(
            "chatbot:CreateSlackChannelConfiguration",
            ConfigurationName="incidents",
            SlackTeamId=TEAM,
            SlackChannelId="C1",
            IamRoleArn="arn:aws:iam::111122223333:role/chat",
            SnsTopicArns=[TOPIC],
        )
        await self.call(
            "ssm-incidents:CreateResponsePlan",
            name="checkout",
            incidentTemplate={"title": "Checkout is down", "impact": 1},
            engagements=[schedule["ContactArn"]],
            chatChannel={"chatbotSns": [TOPIC]},
        )

    async def _hire(self, alias: str) -> None:
        self.slack.workspace.person(f"U{alias.upper()}", alias)
        await self.call("ssm-contacts:CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []})
        answer = await self.call(
            "ssm-contacts:CreateContactChannel",
            ContactId=ARNS.contact(alias),
            Name="Slack",
            Type="SLACK",
            DeliveryAddress={"SimpleAddress": f"U{alias.upper()}"},
        )
        storage = self.muster.storage
        channel = await storage.contact_channels.get(answer["ContactChannelArn"])
        assert channel and channel.activation
        await self.call(
            "ssm-contacts:ActivateContactChannel",
            ContactChannelId=channel.arn,
            ActivationCode=channel.activation.code,
        )

    async def goes_round(self) -> None:
        await self.muster.hand_over()
        while await self.muster.engine.turn():
            pass

    def told(self) -> list[str]:
        """The posts about hand-offs."""
        posts = [str(message.get("blocks")) for message in self.slack.said_in("C1")]
        return [post for post in posts if "on call" in post]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with FakeSlack() as slack:
        slack.workspace.channel("C1", "incidents")
        slack.workspace.groups = {GROUP: ("oncall", ())}
        settings = environment.read({
            "MUSTER_DATA_DIR": str(tmp_path),
            "PORT": "0",
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
        })  # fmt: skip
        lay_down(settings.database_file)
        clock = MovableClock(START)
        muster = await compose(settings, clock)
        shop = Shop(muster, slack, clock)
        try:
            await shop.open()
            yield shop
        finally:
            await muster.stop()
        assert slack.problems == []


async def test_slack_hears_who_has_come_and_their_group_has_them(shop: Shop) -> None:
    await shop.goes_round()
    assert shop.told() == []
    assert shop.slack.workspace.groups == {GROUP: ("oncall", ("UANA",))}
    shop.clock.at = NINE + timedelta(days=1)
    await shop.goes_round()
    [post] = shop.told()
    assert "<@UBEN> *on call now* until" in post
    assert shop.slack.workspace.groups == {GROUP: ("oncall", ("UBEN",))}


async def test_one_of_several_replicas_goes_round(shop: Shop) -> None:
    shop.muster.membership = SimpleNamespace(leads=False)  # no more is asked of it
    await shop.goes_round()
    assert await shop.muster.storage.hand_offs.all() == []
    shop.muster.membership = None
    await shop.goes_round()
    assert len(await shop.muster.storage.hand_offs.all()) == 1


async def test_a_round_is_made_in_the_first_seconds_of_each_minute(shop: Shop) -> None:
    await shop.muster.start()
    jobs = {job.func.__name__: job for job in shop.muster.scheduler.get_jobs()}
    assert jobs["hand_over"].next_run_time.second == HAND_OVER_AT
