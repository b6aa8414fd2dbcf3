"""Puts the Slack side together from what `bot.main` hands over, and starts and stops it in the right order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from bot.slack.acknowledging import Acknowledging
from bot.slack.app import Keeping, slack_app
from bot.slack.buttons import Answering, Buttons
from bot.slack.conversation import Replies
from bot.slack.desk import Desk, Work
from bot.slack.door import Door
from bot.slack.errands import Errands
from bot.slack.files import Files
from bot.slack.forms import Forms, Submitted
from bot.slack.get_prepared.checking import Check, Checking
from bot.slack.home import Home, is_home
from bot.slack.naming import Naming, Registers
from bot.slack.people import Ourselves, People
from bot.slack.socket import Socket
from bot.slack.starting import Starting
from bot.slack.surroundings import Surroundings
from bot.slack.talk import FriendlyCommand, Talk
from bot.slack.web import SLACK, SlackWeb
from bot.slack.workspace import SlackWorkspace
from core.arns import Arns
from core.clock import Clock
from core.conversations.ports import PendingCommands
from core.dispatcher import Dispatcher
from core.engagements.ports import Engagements
from core.inbox.entry import InboxEntry
from core.inbox.ports import Inbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccess:
    """How Slack is reached and how its deliveries are known to be its own."""

    base_url: str = SLACK
    signing_secrets: tuple[str, ...] = ()
    """Two while one is being replaced; none in Socket Mode."""
    app_token: str = ""
    """For Socket Mode; empty where deliveries come over HTTP."""
    administrators: frozenset[str] = frozenset()
    checked_every: float = 5.0
    """Seconds between two attempts to connect, and to learn from Slack who we are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the Slack side needs of the rest of the process."""

    dispatcher: Dispatcher
    inbox: Inbox
    pending: PendingCommands
    engagements: Engagements
    registers: Registers
    arns: Arns
    clock: Clock


@dataclass(frozen=True, slots=True)
class Further:
    """Commands, buttons and forms beyond those of the catalog, such as those of `get-prepared`."""

    friendly: Mapping[str, FriendlyCommand] = field(default_factory=dict)
    buttons: Mapping[str, Answering] = field(default_factory=dict)
    forms: Mapping[str, Submitted] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    """What is asked of a form before it closes, by its `callback_id`."""


class SlackSide:
    """`door.routes` go into the HTTP application; `start` and `stop` frame the life of the process."""

    def __init__(
        self, access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports, further: Further | None = None
    ) -> None:
        further = further or Further()
        self.people = People(slack, ports.registers.channels, ports.arns, access.administrators, ourselves, ports.clock)
        self.replies = Replies(slack)
        self._workspace = SlackWorkspace(slack, ourselves)
        self._naming = Naming(ports.registers, ports.arns)
        self.errands = Errands(
            ports.dispatcher,
            self.people,
            self.replies,
            Files(slack),
            self._naming,
            Starting(ports.registers),
            ports.arns.region,
        )
        self.desk = Desk(
            self._work(slack, ourselves, ports, further), ports.inbox, ports.clock, self.replies.ask_patience
        )
        keeping = Keeping(ports.inbox, self.desk.accept, ourselves, ports.clock)
        app = slack_app([Checking(further.checks), keeping], access.base_url)
        self.app = app
        self._door = Door(app, access.signing_secrets, ports.clock)
        self._socket = (
            Socket(app, access.app_token, access.base_url, access.checked_every) if access.app_token else None
        )
        self._checked_every = access.checked_every
        self._introduction: asyncio.Task[None] | None = None

    @property
    def routes(self) -> list[web.RouteDef]:
        """`POST /slack/events`; nothing without a signing secret, since nobody could be believed."""
        return self._door.routes

    async def start(self) -> None:
        """Learn who we are, connect, and carry out what an earlier process had promised; waits for no network."""
        self._introduction = asyncio.create_task(self._introduced())
        if self._socket:
            self._socket.start()
        await self.desk.start()

    async def can_hear(self, within: timedelta) -> None:
        """Wait until what people type arrives, or for as long as this; over HTTP it does once the server listens."""
        if self._socket:
            await self._socket.connected(within.total_seconds())

    async def caught_up(self, within: timedelta) -> None:
        """Wait until what an earlier process had promised has taken effect, or for as long as this."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.desk.idle(), within.total_seconds())

    async def stop(self) -> None:
        """Take nothing more and finish what was begun."""
        if self._socket:
            await self._socket.stop()
        if self._introduction:
            self._introduction.cancel()
            await asyncio.gather(self._introduction, return_exceptions=True)
        await self.desk.stop()

    async def state(self) -> str:
        """For `/healthz`."""
        if self._socket:
            return "connected" if await self._socket.is_connected() else "not connected"
        return "connected" if await self._workspace.team() else "cannot be reached"

    def _work(self, slack: SlackWeb, ourselves: Ourselves, ports: Ports, further: Further) -> dict[str, Work]:
        talk = Talk(
            people=self.people,
            ourselves=ourselves,
            replies=self.replies,
            pending=ports.pending,
            surroundings=Surroundings(ports.registers.announcements, ports.registers.incidents),
            naming=self._naming,
            errands=self.errands,
            offered=ports.dispatcher.offered,
            friendly=further.friendly,
        )
        acknowledging = Acknowledging(
            ports.dispatcher, ports.registers.pages, ports.engagements, ports.registers.contacts
        )
        buttons = Buttons(
            slack, self.people, self.replies, self.errands, acknowledging, ports.registers.incidents, further.buttons
        )
        forms = Forms(self.people, self.replies, self.errands, further.forms)
        home = Home(slack, self.people, ports.dispatcher)

        async def on_event(entry: InboxEntry) -> None:
            await (home.on_opened(entry) if is_home(entry.body) else talk.on_event(entry))

        return {
            "event": on_event,
            "command": talk.on_command,
            "action": buttons.on_action,
            "view": forms.on_view,
        }

    async def _introduced(self) -> None:
        while not await self._workspace.introduce():
            log.warning("Slack does not say who the bot is; asking again")
            await asyncio.sleep(self._checked_every)
