"""`muster demo` and its local Slack, as somebody sees it who has just cloned the repository.

async with demo(tmp_path, minute="1s") as story:
    await story.types(ANA, START, channel=INCIDENTS)
    page = await story.page_of(BEN)
    await story.slack.presses(BEN, "Acknowledge", page)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo import organisation
from tests.ports import free_port
from tests.scenarios.process import MusterProcess
from tests.scenarios.world import words
from tests.slack.local_slack import LocalSlack, started, watched

Message = dict[str, Any]

ANA, BEN, CHLOE, DEV = (person.user_id for person in organisation.PEOPLE)
INCIDENTS, GENERAL = "C0INCIDENTS", "C0GENERAL"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Story:
    """A running demo and what can be seen of it in its Slack."""

    slack: LocalSlack
    muster: MusterProcess

    async def types(
        self, user: str, text: str, wanted: str = "", *, channel: str = GENERAL, thread: str | None = None
    ) -> Message:
        """Type after `@aws`, and read the answer: what is new in a thread, or for one's own eyes, with these words."""
        before = set(self.slack.messages.get(channel, {}))
        await self.slack.mentions(user, text, channel=channel, thread_ts=thread)

        def answers() -> list[Message]:
            said = [one for one in self.slack.said_in(channel) if one["ts"] not in before]
            replies = [one for one in said if one.get("thread_ts") or one.get("subtype") == "ephemeral"]
            return [one for one in replies if wanted in words(one)]

        return (await self.slack.until(answers, PATIENCE))[0]

    async def page_of(self, user: str) -> Message:
        """The page in this person's direct messages, as soon as it is there."""
        return (await self.slack.until(lambda: self.pages(user), PATIENCE))[0]

    def pages(self, user: str) -> list[Message]:
        return [one for one in self.slack.said_to(user) if "header" in str(one.get("blocks"))]

    def cards(self) -> list[Message]:
        """What stands in the incidents' channel itself."""
        said = self.slack.said_in(INCIDENTS)
        return [one for one in said if not one.get("thread_ts") and one.get("subtype") != "ephemeral"]

    def now(self, message: Message) -> str:
        """What a message reads now."""
        return words(self.slack.messages[message["channel"]][message["ts"]])

    async def reads(self, message: Message, text: str) -> str:
        """Wait until a message reads so."""
        await self.slack.until(lambda: text in self.now(message), PATIENCE)
        return self.now(message)

    def thread(self, message: Message) -> str:
        """What the bot has said in the thread of a message."""
        said = self.slack.said_in(message["channel"])
        return "\n".join(words(one) for one in said if one.get("thread_ts") == message["ts"])


@asynccontextmanager
async def demo(folder: Path, *, minute: str, socket_mode: bool = False) -> AsyncIterator[Story]:
    """`muster demo`, with the local Slack that it starts itself."""
    slack_port = free_port()
    how = ["--socket-mode"] if socket_mode else []
    muster = _muster(folder, minute, ["--slack-port", str(slack_port), *how])
    try:
        await muster.start()
        async with watched(slack_port) as slack:
            await _connected(slack, muster)
            yield Story(slack, muster)
            assert slack.problems() == []
    finally:
        await muster.stop()


async def _connected(slack: LocalSlack, muster: MusterProcess) -> None:
    """Wait until what people type arrives: in Socket Mode, Muster is ready a moment before."""
    told = ""
    async with asyncio.timeout(PATIENCE):
        while told != "connected":
            async with slack.http.get(f"{muster.url}/healthz") as response:
                told = (await response.json())["slack"]


@asynccontextmanager
async def demo_beside(folder: Path, *, minute: str) -> AsyncIterator[Story]:
    """The demo beside a local Slack that outlives it, so that it can be killed and started again."""
    port = free_port()
    async with started(request_url=f"http://127.0.0.1:{port}/slack/events") as slack:
        environment = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
        }
        muster = _muster(folder, minute, ["--no-slack"], environment, port)
        try:
            await muster.start()
            yield Story(slack, muster)
            assert slack.problems() == []
        finally:
            await muster.stop()


def _muster(
    folder: Path, minute: str, options: list[str], environment: dict[str, str] | None = None, port: int | None = None
) -> MusterProcess:
    own = {"MUSTER_DATA_DIR": str(folder / "data"), "MUSTER_ADMINS": "", "DATABASE_URL": ""}
    arguments = ("demo", "--minute", minute, *options)
    return MusterProcess({**own, **(environment or {})}, folder / "muster.log", port or free_port(), arguments)
