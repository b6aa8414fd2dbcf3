"""Three people who take turns, a plan that engages their schedule, a linked channel, and a Slack that notes it all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import environment
from bot.assembly.engine import ledger_of
from bot.assembly.hand_offs import InSlack, rounds_of
from core.engine.ports import CannotDeliver, TryLater
from core.handoffs.post import HandOffPost
from core.handoffs.tags import CHANNEL, POSTS, USER_GROUP
from tests.engine.world import Happening, World
from tests.operations.muster import ARNS, START, Muster
from tests.operations.test_rotations import daily, rotation

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
OPS_TOPIC = "arn:aws:sns:us-east-1:111122223333:ops"
NINE = START.replace(hour=9)
TAGS = {"posts": POSTS, "group": USER_GROUP, "channel": CHANNEL}


@dataclass
class Seen:
    """Slack, as far as hand-offs go."""

    posts: list[tuple[str, HandOffPost]] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    """What the next calls about a channel or a group run into."""
    meanwhile: Happening | None = None
    """Happens once, while the next post is on its way."""

    async def post(self, channel_id: str, post: HandOffPost, key: str) -> None:
        self._stumble(channel_id)
        if self.meanwhile:
            happening, self.meanwhile = self.meanwhile, None
            await happening()
        self.posts.append((channel_id, post))
        self.keys.append((channel_id, key))

    async def has(self, channel_id: str, key: str) -> bool:
        return (channel_id, key) in self.keys

    async def put(self, name: str, user_ids: tuple[str, ...]) -> None:
        self.puts.append(name)
        self._stumble(name)
        assert user_ids, "Slack takes no empty group"
        self.groups[name] = user_ids

    def _stumble(self, name: str) -> None:
        if self.trouble.get(name):
            raise self.trouble[name].pop(0)

    def told(self) -> list[tuple[str, list[str], list[str]]]:
        """Of each post: the channel, who went, who came."""
        return [(where, [p.name for p in one.out], [p.name for p in one.came]) for where, one in self.posts]


def busy(**time: float) -> TryLater:
    return TryLater(timedelta(**time), "ratelimited")


def never() -> CannotDeliver:
    return CannotDeliver("the Slack app lacks a scope; install it anew from manifest.yml")


class Team(World):
    """Ana, Ben and Cleo hand over at nine each day."""

    def __init__(self, muster: Muster) -> None:
        self.seen = Seen()
        super().__init__(muster, in_slack=InSlack(self.seen, self.seen))
        self.contacts = muster.contacts
        self.begin_again()

    def begin_again(self) -> None:
        """As another process does, which remembers nothing."""
        ledger = ledger_of(environment.read({}), self.store, self.clock)
        self.rounds = rounds_of(self.storage, ledger, self.clock)

    async def begin(self) -> None:
        for alias in ("ana", "ben", "cleo"):
            await self.person(alias)
        self.rotation = await self.turns("ana", "ben", "cleo")
        self.schedule = await self.on_call("weekly", self.rotation)
        await self.link("checkout", "CCHECKOUT", TOPIC)
        await self.link("ops", "COPS", OPS_TOPIC)

    async def engaged(self, name: str = "checkout", topic: str = TOPIC, *, by: str = "") -> str:
        """A response plan that engages the schedule, or the escalation plan `by`."""
        return await self.muster.plan(name, engagements=[by or self.schedule], chatChannel={"chatbotSns": [topic]})

    async def link(self, name: str, channel: str, topic: str) -> None:
        await self.muster.chatbot(
            "CreateSlackChannelConfiguration",
            ConfigurationName=name,
            SlackTeamId="THOME",
            SlackChannelId=channel,
            IamRoleArn="arn:aws:iam::111122223333:role/chat",
            SnsTopicArns=[topic],
        )

    async def turns(self, *aliases: str, at: datetime = NINE) -> str:
        return await rotation(
            self.muster, *aliases, Name="turns", TimeZoneId="UTC", StartTime=NINE, Recurrence=daily(at)
        )

    async def on_call(self, alias: str, *rotations: str, **tags: str) -> str:
        plan = {"RotationIds": list(rotations)}
        request: dict[str, Any] = {"Alias": alias, "DisplayName": alias.title(), "Type": "ONCALL_SCHEDULE"}
        if tags:
            request["Tags"] = _tags(tags)
        return str((await self.contacts("CreateContact", Plan=plan, **request))["ContactArn"])

    async def tag(self, schedule: str = "", **tags: str) -> None:
        await self.contacts("TagResource", ResourceARN=schedule or self.schedule, Tags=_tags(tags))

    async def cover(self, alias: str | None, start: datetime, **lasts: float) -> str:
        answer = await self.contacts(
            "CreateRotationOverride",
            RotationId=self.rotation,
            NewContactIds=[ARNS.contact(alias)] if alias else [],
            StartTime=start,
            EndTime=start + timedelta(**lasts),
        )
        return str(answer["RotationOverrideId"])

    async def cover_and_look(self, alias: str, rotation: str) -> None:
        """Somebody covers at once, and another process goes round."""
        self.rotation = rotation
        await self.cover(alias, self.clock.now(), hours=3)
        await self.rounds.look()

    async def uncover(self, override: str) -> None:
        await self.contacts("DeleteRotationOverride", RotationId=self.rotation, RotationOverrideId=override)

    async def look(self) -> None:
        """One round, and what follows from it."""
        await self.rounds.look()
        await self.settle()

    async def minutes(self, count: int) -> None:
        """So many rounds, a minute apart."""
        for _ in range(count):
            self.clock.advance(minutes=1)
            await self.look()

    async def at(self, moment: datetime) -> None:
        """One round at that moment, and nobody was there before."""
        self.clock.at = moment
        await self.look()


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": TAGS[name], "Value": value} for name, value in tags.items()]
