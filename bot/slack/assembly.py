"""Puts one house's Slack side together, and starts and stops it in the right order; `entrance.py` is before it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.acknowledging import Acknowledging
from bot.slack.app import Keeping
from bot.slack.banner import Banner
from bot.slack.buttons import Answering, Buttons
from bot.slack.conversation import Replies
from bot.slack.desk import Desk, Work
from bot.slack.errands import After, Before, Errands
from bot.slack.files import Files
from bot.slack.forms import Forms, Submitted
from bot.slack.get_prepared.checking import Check, Checking
from bot.slack.home import Home, is_home
from bot.slack.lookups import Registers
from bot.slack.naming import Naming
from bot.slack.people import Ourselves, People
from bot.slack.routing import Body
from bot.slack.starting import Starting
from bot.slack.surroundings import Surroundings
from bot.slack.talk import FriendlyCommand, Talk
from bot.slack.tokens import Tokens
from bot.slack.web import SLACK, SlackWeb
from bot.slack.whoami import RightsOf, Whoami
from bot.slack.workspace import SlackWorkspace
from core.arns import Arns
from core.clock import Clock
from core.conversations.ports import PendingCommands
from core.dispatcher import Dispatcher
from core.engagements.ports import Engagements
from core.engine.lateness import Late
from core.inbox.entry import InboxEntry
from core.inbox.ports import Inbox
from core.installations.installation import Installation

log = logging.getLogger(__name__)

LAST_WORDS_WITHIN = 2.0
"""Seconds; a process that is told to end has ten for everything."""


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
    rights: RightsOf
    tokens: Tokens
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
    before: Mapping[str, Before] = field(default_factory=dict)
    """What is said with the question whether something is to be destroyed, by the operation's action."""
    after: Mapping[str, After] = field(default_factory=dict)
    """What is said below the answer to an operation, by its action."""

    def __or__(self, more: Further) -> Further:
        return Further(
            friendly={**self.friendly, **more.friendly},
            buttons={**self.buttons, **more.buttons},
            forms={**self.forms, **more.forms},
            checks={**self.checks, **more.checks},
            before={**self.before, **more.before},
            after={**self.after, **more.after},
        )


class SlackSide:
    """What one workspace hands over and is told; `start` and `stop` frame the life of the process."""

    heard_by: Callable[[], Awaitable[bool]] | None = None
    """Whether Socket Mode is connected, where that is how deliveries come in."""

    def __init__(
        self, access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports, further: Further | None = None
    ) -> None:
        further = further or Further()
        self._slack, self._ourselves, self._tokens = slack, ourselves, ports.tokens
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
            ports.arns,
            further.after,
        )
        self.desk = Desk(
            self._work(slack, ourselves, ports, further), ports.inbox, ports.clock, self.replies.ask_patience
        )
        self._keeping = Keeping(ports.inbox, self.desk.accept, ourselves, ports.clock)
        self._checking = Checking(further.checks)
        self._checked_every = access.checked_every
        self._introduction: asyncio.Task[None] | None = None
        self._late: Late = {}
        self._banner = Banner(slack, access.administrators, ports.clock)

    @property
    def workspace(self) -> str:
        """The id of the workspace that this is the side of; nothing until Slack has told it."""
        return self._ourselves.team_id

    @property
    def is_served(self) -> bool:
        """Whether the app is installed there."""
        return self._slack.has_token

    async def receive(
        self, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        """Keep a delivery, or answer at once where a form has to be corrected."""

        async def keep() -> BoltResponse:
            return await self._keeping.async_process(req=req, resp=resp, next=next) or resp

        return await self._checking.async_process(req=req, resp=resp, next=keep)

    async def installed(self, installation: Installation) -> None:
        """Speak by a fresh installation from now on."""
        await self._tokens.take(installation)

    async def left(self, body: Body) -> None:
        """The workspace has removed the app: its token is forgotten, and nobody there is served any more."""
        await self._tokens.end(body)

    async def look(self) -> None:
        """Speak by what another replica has stored meanwhile."""
        await self._tokens.load()

    async def renew(self) -> None:
        """Exchange the token for the next where it ends soon."""
        await self._tokens.renew()

    async def start(self) -> None:
        """Learn who we are, and carry out what an earlier process had promised; waits for no network."""
        await self._tokens.load()
        self._introduction = asyncio.create_task(self._introduced())
        await self.desk.start()

    async def show_late(self, late: Late, *, speaks: bool) -> None:
        """Have people see what is late; one of several processes `speaks`."""
        self._late = late
        await (self._banner.show(late) if speaks else self._banner.take_down())

    async def take_over(self) -> None:
        """Carry out what another process had promised and will not do."""
        await self.desk.take_over()

    async def caught_up(self, within: timedelta) -> None:
        """Wait until what an earlier process had promised has taken effect, or for as long as this."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.desk.idle(), within.total_seconds())

    async def stop(self, within: timedelta = timedelta(seconds=10)) -> None:
        """Take nothing more and finish what was begun, or as much of it as can be finished within this time."""
        if self._introduction:
            self._introduction.cancel()
            await asyncio.gather(self._introduction, return_exceptions=True)
        await self.desk.stop(within)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_WITHIN):
                await self._banner.take_down()

    async def state(self) -> str:
        """For `/healthz`."""
        if not self._slack.has_token:
            return "not installed"
        if self.heard_by:
            return "connected" if await self.heard_by() else "not connected"
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
            before=further.before,
            offered=ports.dispatcher.offered,
            friendly={"whoami": Whoami(self.people, self.replies, ports.rights).typed, **further.friendly},
        )
        acknowledging = Acknowledging(
            ports.dispatcher, ports.registers.pages, ports.engagements, ports.registers.contacts
        )
        buttons = Buttons(
            slack,
            self.people,
            ports.dispatcher,
            self.replies,
            self.errands,
            acknowledging,
            ports.registers.incidents,
            further.buttons,
        )
        forms = Forms(self.people, self.replies, self.errands, further.forms)
        home = Home(slack, self.people, ports.dispatcher, lambda: self._late)

        async def on_event(entry: InboxEntry) -> None:
            await (home.on_opened(entry) if is_home(entry.body) else talk.on_event(entry))

        return {
            "event": on_event,
            "command": talk.on_command,
            "action": buttons.on_action,
            "view": forms.on_view,
        }

    async def _introduced(self) -> None:
        expected = self.workspace
        await self._tokens.renew()
        while self._slack.has_token and not await self._workspace.introduce():
            log.warning("Slack does not say who the bot is; asking again")
            await asyncio.sleep(self._checked_every)
        if expected and self.workspace != expected:
            log.error(
                "The token is of the workspace %s, which is served, and MUSTER_ORGANIZATION names %s for this account",
                self.workspace,
                expected,
            )
