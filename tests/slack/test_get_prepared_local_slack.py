"""The same in the local Slack, whose forms send less than they show: from nothing to a page that is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot import main as composition
from core.clock import SystemClock
from tests.ports import free_port
from tests.slack.local_slack import LocalSlack, needs_local_slack, started
from tests.slack.world import shown

pytestmark = needs_local_slack
Message = dict[str, Any]
ANA, BEN, INCIDENTS = "U0ANA", "U0BEN", "C0INCIDENTS"


@dataclass
class Sitting:
    """Ana in front of the local Slack."""

    slack: LocalSlack

    def steps(self) -> Message | None:
        """The list of steps, as it reads now."""
        return next((one for one in self.slack.said_in(INCIDENTS) if "Get prepared" in shown(one)), None)

    def shows(self, text: str) -> bool:
        return text in shown(self.steps() or {})

    async def opens(self, label: str, title: str) -> None:
        """Press a button and wait for its form."""
        await self.slack.until(lambda: self.shows(label))
        await self.slack.until(lambda: not self.slack.modals)  # nobody can press what lies behind a form
        steps = self.steps()
        assert steps is not None
        await self.slack.presses(ANA, label, steps)
        await self.slack.until(lambda: self._on_top(title))

    def _on_top(self, title: str) -> bool:
        if not self.slack.modals:
            return False
        view = self.slack.modals[-1]
        return bool(view["title"]["text"] == title and "submit" in view)


@pytest.fixture(params=["events", "socket"])
async def ana(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sitting]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events" if request.param == "events" else None
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(started(request_url=url))
        settings = environment.read({
            "MUSTER_DATA_DIR": str(tmp_path),
            "PORT": str(port),
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_APP_TOKEN": "" if url else slack.app_token,
            "MUSTER_ADMINS": ANA,
        })  # fmt: skip
        muster = await composition.compose(settings, SystemClock())
        await muster.start()
        stack.push_async_callback(muster.stop)
        if not url:
            await slack.until(lambda: any("socket connected" in one["summary"] for one in slack.log))
        yield Sitting(slack)
        assert slack.problems() == []


async def test_from_nothing_to_a_page(ana: Sitting) -> None:
    await ana.slack.mentions(ANA, "get-prepared", channel=INCIDENTS)
    await ana.opens("Choose Region and key", "Region and key")
    await ana.slack.submits(ANA)
    await ana.slack.until(lambda: ana.slack.errors)
    assert set(ana.slack.errors) == {"agree"}
    await ana.slack.submits(ANA, agree=["yes"])
    await ana.opens("Add yourself", "Add yourself")
    await ana.slack.submits(ANA, name=None, alias=None)
    await ana.opens("Make an escalation plan", "Escalation plan")
    await ana.slack.submits(ANA)
    await ana.opens("Link a channel", "Link a channel")
    await ana.slack.submits(ANA, channel="C0INCIDENTS incidents")
    await ana.opens("Make a response plan", "Response plan")
    await ana.slack.submits(ANA, name="Checkout", title="Checkout is down", impact="1")
    await ana.opens("Page me as a test", "Page me as a test")
    await ana.slack.submits(ANA)
    page = await ana.slack.until(
        lambda: next((one for one in ana.slack.said_to(ANA) if "Test: can Muster reach Ana" in shown(one)), None)
    )
    await ana.slack.presses(ANA, "Acknowledge", page)
    await ana.slack.until(lambda: "acknowledged" in shown(ana.slack.said_to(ANA)[-1]))
    await ana.slack.until(lambda: ana.shows("Everything is ready"))
    assert ana.slack.said_to(BEN) == []
