"""The whole Slack side in one process, between a fake Slack and operations whose answers a test decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.policies.files import attachments
from bot.slack.assembly import Ports, SlackAccess, SlackSide
from bot.slack.entrance import Entrance
from bot.slack.lookups import Registers
from bot.slack.people import Ourselves
from bot.slack.tokens import Tokens
from bot.slack.web import SlackWeb
from core.announcements.announcement import Announcement
from core.arns import Arns
from core.audit.recording import Recorder
from core.authorization.authorizer import Around, Authority, Authorizer
from core.authorization.ports import Shareable
from core.caller import Caller
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact
from core.dispatcher import Dispatcher
from core.engagements.engagement import Engagement, FrozenContact, FrozenPlan, Page
from core.errors import Refusal
from core.incidents.incident import Incident, Source
from core.installations.operations import Installations
from core.page_tokens import PageTokens
from core.policies.evaluation import PolicySets
from core.principals.channel import links_of
from core.principals.rights import Rights, rights_of
from core.work import Work
from tests.slack import memory
from tests.slack.fake_slack import FakeSlack

ARNS = Arns("111122223333", "us-east-1")
BOSS, ANA, BEN, GUEST = "U1BOSS", "U2ANA", "U3BEN", "U4GUEST"
CHANNEL = "C1CHECKOUT"
INCIDENT = ARNS.incident_record("checkout", "11111111-2222-3333-4444-555555555555")
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

Answering = Callable[[Work, dict[str, Any]], dict[str, Any]]


class Unsealed:
    async def seal(self, text: str, about: str) -> str:
        return text

    async def open(self, sealed: str, about: str) -> str:
        return sealed


class OpenGate:
    async def admit(self, operation: object) -> None: ...


class World:
    """`operations["ssm-incidents:StartIncident"] = lambda work, request: {...}` decides what an operation answers."""

    def __init__(self, *, socket_mode: bool = False) -> None:
        self.slack = FakeSlack()
        self.clock = memory.MovableClock()
        self.inbox, self.pending, self.store = memory.Inbox(), memory.Pending(), memory.Store()
        self.registry = memory.Registry()
        self.operations: dict[str, Answering] = {}
        self.calls: list[tuple[Caller, str, dict[str, Any]]] = []
        self.attachments = attachments({}, ARNS.account)
        self._socket_mode = socket_mode

    async def __aenter__(self) -> Self:
        await self.slack.__aenter__()
        for user, name, standing in ((BOSS, "boss", "member"), (ANA, "ana", "member"), (BEN, "ben", "member")):
            self.slack.workspace.person(user, name, standing)
        self.slack.workspace.person(GUEST, "guest", "guest")
        self.slack.workspace.channel(CHANNEL, "checkout")
        self.session = aiohttp.ClientSession()
        self.side = self.slack_side()
        self.entrance = Entrance(self.access, [self.side], self.clock)
        await self._serve()
        await self.side.start()
        self.entrance.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.entrance.stop()
        await self.side.stop()
        await self._runner.cleanup()
        await self.session.close()
        await self.slack.__aexit__(*exc)

    def slack_side(self) -> SlackSide:
        """A process' Slack side on this world's storage."""
        ourselves, registry = Ourselves(), self.registry
        self.access = SlackAccess(
            base_url=self.slack.api_url,
            signing_secrets=(self.slack.signing_secret,),
            app_token=self.slack.app_token if self._socket_mode else "",
            administrators=frozenset({BOSS}),
            checked_every=0.2,
        )
        web_api = SlackWeb(self.session, self.slack.bot_token, self.clock, self.slack.api_url)
        registers = Registers(
            announcements=memory.Announcements(registry),
            channels=memory.Channels(registry),
            chat_channels=memory.ChatChannels(registry),
            contacts=memory.Contacts(registry),
            custom_actions=memory.CustomActions(registry),
            incidents=memory.Incidents(registry),
            pages=memory.Pages(registry),
            plans=memory.Plans(registry),
            replication_sets=memory.ReplicationSets(),
            rotations=memory.Rotations(registry),
        )
        ports = Ports(
            dispatcher=self._dispatcher(),
            inbox=self.inbox,
            pending=self.pending,
            engagements=memory.Engagements(registry),
            registers=registers,
            rights=self,
            tokens=Tokens(web_api, ourselves, NoInstallations(), None, self.clock),
            arns=ARNS,
            clock=self.clock,
        )
        return SlackSide(self.access, web_api, ourselves, ports)

    async def rights_of(self, caller: Caller) -> Rights:
        """What decides about somebody, by `self.attachments` and by the channel that they speak in."""
        links = links_of(caller.origin.channel_id, self.registry.chat_channels)
        return rights_of(caller, self.attachments, links)

    async def sets_of(self, caller: Caller) -> PolicySets:
        """The same for the door."""
        return (await self.rights_of(caller)).sets

    async def settled(self) -> None:
        """Wait until everything that was delivered has been carried out and answered."""
        await self.side.desk.idle()

    async def said(self, text: str, *, by: str = BOSS, thread_ts: str | None = None) -> str:
        """Mention the bot in the channel; the text of the answer, blocks included."""
        await self.slack.somebody(by).mentions(text, channel=CHANNEL, thread_ts=thread_ts)
        await self.settled()
        return shown(self.slack.said_in(CHANNEL)[-1])

    def asked(self, action: str) -> list[dict[str, Any]]:
        """The requests that reached an operation."""
        return [request for _, asked, request in self.calls if asked == action]

    def done(self, action: str) -> int:
        """How many calls of an operation were stored with their answer, as each is that one delivery makes."""
        return sum(f" {action} " in key for key in self.store.answers)

    def whispers(self) -> list[str]:
        """What was said to one person alone."""
        calls = [*self.slack.called("chat.postEphemeral"), *self.slack.called("response_url")]
        return [shown(call.arguments) for call in sorted(calls, key=lambda call: call.at)]

    def _dispatcher(self) -> Dispatcher:
        from core.vocabulary.catalog import catalog

        handlers = {action: self._handler(action) for action in catalog()}
        looked_at = Around(
            own=Shareable(
                policies=memory.ResourcePolicies(),
                response_plans=memory.Plans(self.registry),
                contacts=memory.Contacts(self.registry),
                incidents=memory.Incidents(self.registry),
                engagements=memory.Engagements(self.registry),
            ),
            contact_channels=memory.Channels(self.registry),
            chat_channels=memory.ChatChannels(self.registry),
            sealer=Unsealed(),
        )
        return Dispatcher(
            handlers,
            OpenGate(),
            self.store,
            self.store,
            PageTokens(Unsealed(), self.clock),
            Recorder(ARNS, self.clock),
            Authorizer(looked_at, ARNS, Authority(principals=self)),
            self.clock,
        )

    def _handler(self, action: str) -> Any:
        async def handle(work: Work, request: dict[str, Any]) -> dict[str, Any]:
            self.calls.append((work.caller, action, request))
            if action not in self.operations:
                raise Refusal("ResourceNotFoundException", "The test has no answer for this.")
            return self.operations[action](work, request)

        return handle

    async def _serve(self) -> None:
        app = web.Application()
        app.add_routes(self.entrance.routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, auto_decompress=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.events_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"
        self.slack.request_url = None if self._socket_mode else self.events_url


class NoInstallations(Installations):
    """Nobody installs anything in this world: the bot's token is configured."""

    def __init__(self) -> None:
        """Nothing is kept."""

    async def of(self, team_id: str) -> None:
        return None


def shown(message: dict[str, Any]) -> str:
    """Everything that can be read in a message."""
    return "\n".join([str(message.get("text", "")), *texts(message.get("blocks") or [])])


def texts(part: Any) -> list[str]:
    """Every text in a part of a message."""
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for value in part.values() if isinstance(value, dict | list) for text in texts(value)]


def an_incident(**members: Any) -> Incident:
    return Incident(
        **{
            "arn": INCIDENT,
            "response_plan_arn": ARNS.response_plan("checkout"),
            "impact": 1,
            "title": "Checkout is down",
            "dedupe_string": "d",
            "source": Source(created_by="x", source="aws.ssm-incidents.custom"),
            "created_at": AT,
            "last_modified_at": AT,
            "last_modified_by": "x",
            **members,
        }
    )


def an_announcement(card_ts: str = "1.1", **members: Any) -> Announcement:
    told = {"key": "k", "incident_arn": INCIDENT, "slack_channel_id": CHANNEL, "card_ts": card_ts, **members}
    return Announcement(**told)


def a_contact(alias: str, **members: Any) -> Contact:
    named = {"arn": ARNS.contact(alias), "alias": alias, "type": "PERSONAL", "display_name": alias.capitalize()}
    return Contact(**{**named, **members})


def a_channel(alias: str, user: str, **members: Any) -> ContactChannel:
    known = {
        "arn": ARNS.contact_channel(alias, "c1"),
        "contact_arn": ARNS.contact(alias),
        "name": "Slack",
        "type": "SLACK",
        "address": user,
        "activated_at": AT,
        "created_at": AT,
    }
    return ContactChannel(**{**known, **members})


def an_engagement(**members: Any) -> Engagement:
    known = {
        "arn": ARNS.engagement("ana", "e1"),
        "contact_arn": ARNS.contact("ana"),
        "incident_id": INCIDENT,
        "sender": "Muster",
        "subject": "Checkout is down",
        "content": "x",
        "started_at": AT,
        "started_by": "x",
        "plan": FrozenPlan(engaged=FrozenContact(arn=ARNS.contact("ana"), type="PERSONAL", name="ana")),
    }
    return Engagement(**{**known, **members})


def a_page(alias: str = "ana", **members: Any) -> Page:
    known = {
        "arn": ARNS.page(alias, "p1"),
        "engagement_arn": ARNS.engagement("ana", "e1"),
        "contact_arn": ARNS.contact(alias),
        "channel_arn": ARNS.contact_channel(alias, "c1"),
        "slot": "0",
        "incident_id": INCIDENT,
        "created_at": AT,
        "code": "123456",
    }
    return Page(**{**known, **members})
