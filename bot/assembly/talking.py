"""The parts that talk with people: Slack's requests in, and messages out."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from bot.assembly.calendar_feeds import calendar_feeds_of
from bot.assembly.carriers import Surroundings, carriers_of
from bot.assembly.covering import covering_of
from bot.assembly.engine import Outside
from bot.assembly.hand_offs import InSlack
from bot.assembly.operators import Shared
from bot.assembly.outlook_errand import rosters_of
from bot.assembly.outward import targets_of
from bot.assembly.simulating import simulating_of
from bot.delivery.carriers import CarriersByType
from bot.delivery.limited import Limited
from bot.delivery.outbox_file import NAME as OUTBOX
from bot.delivery.outbox_file import OutboxFile
from bot.delivery.slack_channel import SlackChannels
from bot.delivery.slack_dm import SlackDirectMessages
from bot.delivery.slack_hand_offs import SlackHandOffs
from bot.delivery.slack_user_groups import SlackUserGroups
from bot.providers import Limit
from bot.settings import Settings
from bot.slack.assembly import Ports, SlackAccess, SlackSide
from bot.slack.blocks import hand_off as hand_off_looks
from bot.slack.blocks import incident as incident_looks
from bot.slack.blocks import page as page_looks
from bot.slack.blocks import warning as warning_looks
from bot.slack.get_prepared.prepared import Prepared
from bot.slack.installing import Exchange
from bot.slack.lookups import Registers
from bot.slack.oncall.assembly import OnCallPorts, on_call
from bot.slack.oncall.calendar import Addresses
from bot.slack.people import Ourselves
from bot.slack.simulating import simulate
from bot.slack.tokens import Tokens
from bot.slack.web import SlackWeb
from bot.slack.whoami import RightsOf
from bot.watching.carriers import ObservedCarrier
from bot.watching.noticeboard import ObservedNoticeboard
from core.audit.operations import Records
from core.audit.recording import Recorder
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.installations.operations import Installations
from storage.account import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How one account's workspace is reached."""

    web: SlackWeb
    ourselves: Ourselves
    exchange: Exchange | None = None
    """Where tokens can be had by OAuth, and renewed."""

    @property
    def is_there(self) -> bool:
        """Whether there is a workspace, or one that the app may still be installed in."""
        return self.web.has_token or bool(self.ourselves.team_id)


def exchange_of(settings: Settings, session: aiohttp.ClientSession) -> Exchange | None:
    """By what the app is installed from a browser, where its own id and secret are configured."""
    if not settings.slack_client_id:
        return None
    return Exchange(session, settings.slack_client_id, settings.slack_client_secret, settings.slack_api_url)


def line_of(
    settings: Settings, workspace: str, session: aiohttp.ClientSession, clock: Clock, slack_web: type[SlackWeb]
) -> Line:
    """The line to the workspace of one account; `workspace` is its id where it is known before Slack has told it."""
    web = slack_web(session, settings.slack_bot_token, clock, settings.slack_api_url)
    return Line(web=web, ourselves=Ourselves(team_id=workspace), exchange=exchange_of(settings, session))


def outside_of(settings: Settings, storage: Storage, line: Line, shared: Shared) -> Outside:
    """Whom the engine hands its messages to."""
    carriers = dict(carriers_of(Surroundings(settings=settings, storage=storage, shared=shared)))
    web, observer = line.web, shared.observer
    direct = SlackDirectMessages(
        web,
        lambda message: page_looks.page(message).payload,
        lambda message: page_looks.activation(message).payload,
        lambda message: warning_looks.notice(message).payload,
    )
    slack = ObservedCarrier(direct, "slack", observer, revises=True)
    board = SlackChannels(
        web, lambda card: incident_looks.card(card).payload, lambda lines: incident_looks.story(lines).payload
    )
    written = OutboxFile(settings.data_dir / OUTBOX, shared.clock) if settings.outbox_file else None
    return Outside(
        carriers=CarriersByType(
            carriers | ({"SLACK": Limited(slack, Limit(), shared.clock)} if line.is_there else {}),
            ObservedCarrier(written, "file", observer) if written else None,
        ),
        noticeboard=ObservedNoticeboard(board, "slack", observer),
        operators=shared.operators,
        targets=targets_of(settings, shared.outgoing, shared.clock),
        in_slack=InSlack(SlackHandOffs(web, lambda post: hand_off_looks.hand_off(post).payload), SlackUserGroups(web)),
        observer=observer,
    )


def access_of(settings: Settings) -> SlackAccess:
    """How Slack reaches us, and who administers this account."""
    return SlackAccess(
        base_url=settings.slack_api_url,
        signing_secrets=tuple(settings.slack_signing_secret.split(",")),
        app_token=settings.slack_app_token,
        administrators=settings.admins,
    )


def slack_side_of(
    settings: Settings, storage: Storage, dispatcher: Dispatcher, line: Line, rights: RightsOf, clock: Clock
) -> SlackSide:
    """What carries out what one workspace's people want."""
    web, ourselves = line.web, line.ourselves
    installations = Installations(storage.installations, storage.store, settings.arns, clock)
    registers = Registers(
        announcements=storage.announcements,
        channels=storage.contact_channels,
        chat_channels=storage.chat_channels,
        contacts=storage.contacts,
        custom_actions=storage.custom_actions,
        incidents=storage.incidents,
        pages=storage.pages,
        plans=storage.response_plans,
        replication_sets=storage.replication_sets,
        rotations=storage.rotations,
    )
    ports = Ports(
        dispatcher=dispatcher,
        inbox=storage.inbox,
        pending=storage.pending_commands,
        engagements=storage.engagements,
        registers=registers,
        rights=rights,
        tokens=Tokens(web, ourselves, installations, line.exchange, clock),
        arns=settings.arns,
        clock=clock,
    )
    access = access_of(settings)
    words = OnCallPorts(
        covering=covering_of(storage, dispatcher, clock),
        calendars=Addresses(
            calendar_feeds_of(storage, storage.store, dispatcher, settings.arns, clock), settings.public_url
        ),
        rosters=rosters_of(storage),
        records=Records(storage.store, Recorder(settings.arns, clock)),
    )
    further = Prepared(access, web, ourselves, ports).further | on_call(access, web, ourselves, ports, words)
    further |= simulate(access, web, ourselves, ports, simulating_of(settings, storage, dispatcher))
    return SlackSide(access, web, ourselves, ports, further)
