"""A Muster that nobody has set up yet, all of it but the process, beside a fake Slack."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from bot import environment
from bot import main as composition
from core.caller import Caller
from core.clock import SystemClock
from tests.migrated import lay_down
from tests.slack.fake_slack import Answer, FakeSlack
from tests.slack.world import shown

ANA, BEN, CHLOE, GUEST = "U1ANA", "U2BEN", "U3CHLOE", "U4GUEST"
CHANNEL = "C1INCIDENTS"
ALIAS = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/"
View = dict[str, Any]
Message = dict[str, Any]


class EmptyWorkspace:
    """Ana administers; she, Ben and Chloé are members; the bot is in #incidents."""

    def __init__(self, directory: Path, **more: str) -> None:
        self._directory = directory
        self._more = more
        self.slack = FakeSlack()

    async def __aenter__(self) -> Self:
        await self.slack.__aenter__()
        for user, name in ((ANA, "ana"), (BEN, "ben"), (CHLOE, "chloé")):
            self.slack.workspace.person(user, name)
        self.slack.workspace.person(GUEST, "guest", "guest")
        self.slack.workspace.channel(CHANNEL, "incidents")
        self.settings = environment.read({
            "MUSTER_DATA_DIR": str(self._directory),
            "PORT": "0",
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "MUSTER_ADMINS": ANA,
            **self._more,
        })  # fmt: skip
        await self.starts()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stops()
        await self.slack.__aexit__(*exc)

    async def starts(self) -> None:
        """As after `muster serve`."""
        lay_down(self.settings.database_file)
        self.muster = await composition.compose(self.settings, SystemClock())
        await self.muster.start()
        self.slack.request_url = f"{self.muster.server.url}/slack/events"

    async def stops(self) -> None:
        """The process ends; what it has promised and not done is left to the next."""
        await self.muster.stop()

    async def settled(self) -> None:
        """Wait until everything that was delivered has been carried out and answered."""
        await self.muster.slack.desk.idle()

    # What a person does

    async def types(self, by: str = ANA) -> Message:
        """Ask for the list of steps in a direct message; the list."""
        await self.slack.somebody(by).says("get-prepared")
        await self.settled()
        return self.slack.said_in(by)[-1]

    async def opens(self, label: str, message: Message, by: str = ANA) -> View | None:
        """Press a button; the form that it opened."""
        before = set(self.slack.workspace.views)
        await self.slack.somebody(by).presses(label, message)
        await self.settled()
        new = [view for id, view in self.slack.workspace.views.items() if id not in before]
        return new[-1] if new else None

    async def sends(self, view: View, by: str = ANA, **typed: Any) -> Answer:
        """Fill in a form and send it."""
        answer = await self.slack.somebody(by).submits(view, **typed)
        await self.settled()
        return answer

    async def does(self, label: str, by: str = ANA, **typed: Any) -> Message:
        """One step from the newest list on; the list afterwards."""
        lists = [one for one in self.slack.said_in(by) if "Get prepared" in shown(one)]
        view = await self.opens(label, lists[-1], by)
        assert view is not None
        answer = await self.sends(view, by, **typed)
        assert not answer.body, answer.body
        return lists[-1]

    async def call(self, action: str, **params: Any) -> dict[str, Any]:
        """What an administrator gets for an operation."""
        ana = Caller(arn=self.settings.arns.slack_user(ANA), standing="administrator", user_id=ANA)
        return await self.muster.dispatcher.call(ana, action, params)

    def whispered(self) -> str:
        """What was said to one person alone in a channel, the last time."""
        calls = [*self.slack.called("chat.postEphemeral"), *self.slack.called("response_url")]
        return shown(max(calls, key=lambda call: call.at).arguments)


def labels(message: Message) -> list[str]:
    """What can be pressed, in order; the button for the next step ends with `!`."""
    buttons = [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return [one["text"]["text"] + ("!" if one.get("style") == "primary" else "") for one in buttons]


def labels_of(message: Message) -> str:
    return " ".join(labels(message)) if message.get("blocks") else ""


async def up_to_the_contact(world: EmptyWorkspace) -> Message:
    await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    return await world.does("Add yourself")
