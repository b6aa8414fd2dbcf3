"""A workspace, its people and a running Muster, in the words of those who use it.

async with world_in(tmp_path) as world:
    await world.is_set_up()
    await world.ana.types('ssm-incidents start-incident --response-plan-arn checkout --title "Down"')
    page = await world.page_of(world.ben, "Down")
    await world.kill()
    await world.restart()
    await world.ben.presses("Acknowledge", page)
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from tests.scenarios.process import MusterProcess
from tests.slack.deliveries import Delivery, command, event, said
from tests.slack.fake_slack import Answer, Call, FakeSlack
from tests.slack.workspace import BOT_USER

T = TypeVar("T")
Message = dict[str, Any]

ANA, BEN, CHLOE, DEV = "U0ANA", "U0BEN", "U0CHLOE", "U0DEV"
NAMES = {ANA: "ana", BEN: "ben", CHLOE: "chloe", DEV: "dev"}
INCIDENTS, GENERAL = "C0INCIDENTS", "C0GENERAL"
ARN = re.compile(r"arn:aws:[a-z-]+:[a-z0-9-]*:\d{12}:[A-Za-z0-9/_-]+")
PATIENCE = 60.0
"""Seconds that something may take on a busy machine before a test gives it up; what is timed says so itself."""


class World:
    def __init__(self, slack: FakeSlack, muster: MusterProcess, data: Path) -> None:
        self.slack = slack
        self.muster = muster
        self.data = data
        self.ana, self.ben, self.chloe, self.dev = (Character(self, user) for user in (ANA, BEN, CHLOE, DEV))

    async def restart(self) -> None:
        """Start Muster again, or for the first time."""
        await self.muster.start()

    async def kill(self) -> None:
        """End Muster as a power cut does."""
        await self.muster.kill()

    async def until(self, happened: Callable[[], T], within: float = PATIENCE) -> T:
        """Wait for something that Muster's calls of Slack bring about."""
        return await self.slack.until(happened, within)

    # What can be seen in Slack

    def direct_messages(self, user: str) -> list[Message]:
        """What Muster has written to this person alone, as it reads now."""
        return self.slack.said_in(user)

    def pages(self, user: str, title: str) -> list[Message]:
        """The direct messages about the incident of this title."""
        return [message for message in self.direct_messages(user) if title in words(message)]

    async def page_of(self, character: Character, title: str) -> Message:
        """This person's first page about it, as soon as it is there."""
        return (await self.until(lambda: self.pages(character.user, title)))[0]

    def cards(self, title: str, channel: str = INCIDENTS) -> list[Message]:
        """The cards of the incident of this title in a channel."""
        top = (message for message in self.slack.said_in(channel) if not message.get("thread_ts"))
        return [message for message in top if title in words(message)]

    def thread(self, message: Message, channel: str = INCIDENTS) -> list[Message]:
        """What Muster wrote in the thread of a message."""
        return [one for one in self.slack.said_in(channel) if one.get("thread_ts") == message["ts"]]

    def handed_over(self, title: str) -> list[tuple[float, str]]:
        """When a page about it was sent to whom, in order of arrival; what Slack refused is not among it."""
        return [
            (call.at, user)
            for call in self.slack.called("chat.postMessage")
            if call.ok and (user := recipient(call)) and title in words(call.arguments)
        ]

    # What Slack does on its own

    async def delivers(self, delivery: Delivery, *, retry: int = 0) -> Answer:
        """One attempt; a status of 0 where nobody listens."""
        try:
            return await self.slack.deliver(delivery, retry=retry)
        except aiohttp.ClientError:
            return Answer(0, None, 0)

    async def delivers_until_taken(self, delivery: Delivery, *, first: int = 0) -> Answer:
        """As Slack does: again while there is no 200, though sooner and for longer than Slack."""
        deadline, retry = time.monotonic() + PATIENCE, first
        while (answer := await self.delivers(delivery, retry=retry)).status != 200:
            assert time.monotonic() < deadline, f"not taken: {answer}"
            retry += 1
            await asyncio.sleep(0.05)
        return answer

    def mention(self, user: str, text: str, channel: str = GENERAL) -> tuple[Message, Delivery]:
        """Somebody writes to the bot in a channel: the message, and how an app hears of it."""
        where = self.slack.workspace.conversation(channel)
        message = self.slack.workspace.post(where, user, f"<@{BOT_USER}> {text}")
        heard = {**said(message, channel, "channel"), "type": "app_mention"}
        return message, event(heard)

    def slash(self, user: str, text: str, channel: str = GENERAL) -> tuple[str, Delivery]:
        """Somebody types `/aws …`: where it can be answered, and how an app hears of it."""
        url, trigger = self.slack.response_url(channel), self.slack.workspace.trigger()
        return url, command(text, user=user, channel=channel, trigger=trigger, response_url=url)

    async def answer_to(self, message: Message, channel: str = GENERAL, within: float = PATIENCE) -> Message:
        """The first thing that Muster writes in the thread of a message."""
        return (await self.until(lambda: self.thread(message, channel), within))[0]


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who uses Slack."""

    world: World
    user: str

    async def types(self, text: str, channel: str = GENERAL) -> str:
        """Mention the bot with a command and read the answer."""
        message, delivery = self.world.mention(self.user, text, channel)
        await self.world.delivers_until_taken(delivery)
        return words(await self.world.answer_to(message, channel))

    async def names(self, text: str) -> str:
        """The same, where the answer is about one thing: its ARN."""
        answer = await self.types(text)
        found = ARN.search(answer)
        assert found, f"{text}\nwas answered by\n{answer}"
        return found[0]

    async def presses(self, button: str, message: Message) -> Answer:
        """Press a button once; a status of 0 where nobody listens."""
        try:
            return await self.world.slack.somebody(self.user).presses(button, message)
        except aiohttp.ClientError:
            return Answer(0, None, 0)

    async def starts(self, title: str, plan: str = "checkout") -> str:
        """Start an incident and give back its ARN."""
        arn = await self.names(f'ssm-incidents start-incident --response-plan-arn {plan} --title "{title}"')
        assert ":incident-record/" in arn, arn
        return arn


def asks(message: Message) -> bool:
    """Whether a page still wants an answer."""
    return "ssm-contacts:AcceptPage" in str(message.get("blocks"))


def recipient(call: Call) -> str | None:
    """Whom a direct message reaches; None for a message in a channel."""
    channel = str(call.arguments.get("channel"))
    user = channel.removeprefix("D0")
    return user if user in NAMES else None


def words(message: Message) -> str:
    """All that a person can read in a message, block by block."""
    return "\n".join([str(message.get("text", "")), *texts(message.get("blocks") or [])])


def shown(message: Message) -> str:
    """What stands on the screen: the blocks, or the text where there are none."""
    return "\n".join(texts(message["blocks"])) if message.get("blocks") else str(message.get("text", ""))


def texts(part: Any) -> Iterator[str]:
    """The texts within blocks, in reading order."""
    if isinstance(part, list):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for name in ("text", "fields", "elements", "accessory"):
            if isinstance(part.get(name), dict | list):
                yield from texts(part[name])


@asynccontextmanager
async def world_in(folder: Path, *, minute: str = "1s", started: bool = True) -> AsyncIterator[World]:
    """A workspace of four people and two channels, and Muster beside it."""
    async with FakeSlack() as slack:
        world = world_around(slack, folder, minute)
        try:
            if started:
                await world.restart()
            yield world
        finally:
            await world.kill()
        assert slack.problems == []
        assert slack.woken == []


def world_around(slack: FakeSlack, folder: Path, minute: str, api_url: str | None = None) -> World:
    """The people and channels of a workspace, and a Muster that is not running yet."""
    for user, name in NAMES.items():
        slack.workspace.person(user, name)
    slack.workspace.channel(INCIDENTS, "incidents")
    slack.workspace.channel(GENERAL, "general")
    environment = {
        "MUSTER_DATA_DIR": str(folder / "data"),
        "MUSTER_ADMINS": ANA,
        "MUSTER_MINUTE": minute,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": api_url or slack.api_url,
        "SLACK_APP_TOKEN": "",
        "DATABASE_URL": "",
    }
    muster = MusterProcess(environment, folder / "muster.log")
    slack.request_url = f"{muster.url}/slack/events"
    return World(slack, muster, folder / "data")
