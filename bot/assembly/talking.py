"""The parts that talk with people: Slack's requests in, and messages out."""

from __future__ import annotations

from bot.assembly.engine import Outside
from bot.delivery.carriers import CarriersByType
from bot.delivery.outbox_file import NAME as OUTBOX
from bot.delivery.outbox_file import OutboxFile
from bot.delivery.slack_channel import SlackChannels
from bot.delivery.slack_dm import SlackDirectMessages
from bot.settings import Settings
from bot.slack.assembly import Ports, SlackAccess, SlackSide
from bot.slack.blocks import incident as incident_looks
from bot.slack.blocks import page as page_looks
from bot.slack.get_prepared.prepared import Prepared
from bot.slack.naming import Registers
from bot.slack.people import Ourselves
from bot.slack.web import SlackWeb
from core.clock import Clock
from core.dispatcher import Dispatcher
from storage.opening import Storage


def outside_of(settings: Settings, web: SlackWeb, clock: Clock) -> Outside:
    """Whom the engine hands its messages to."""
    direct = SlackDirectMessages(
        web, lambda message: page_looks.page(message).payload, lambda message: page_looks.activation(message).payload
    )
    written = OutboxFile(settings.data_dir / OUTBOX, clock) if settings.outbox_file else None
    return Outside(
        carriers=CarriersByType({"SLACK": direct} if settings.talks_to_slack else {}, written),
        noticeboard=SlackChannels(
            web, lambda card: incident_looks.card(card).payload, lambda lines: incident_looks.story(lines).payload
        ),
    )


def slack_side_of(
    settings: Settings, storage: Storage, dispatcher: Dispatcher, web: SlackWeb, ourselves: Ourselves, clock: Clock
) -> SlackSide:
    """What takes Slack's requests."""
    access = SlackAccess(
        base_url=settings.slack_api_url,
        signing_secrets=tuple(settings.slack_signing_secret.split(",")),
        app_token=settings.slack_app_token,
        administrators=settings.admins,
    )
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
        arns=settings.arns,
        clock=clock,
    )
    return SlackSide(access, web, ourselves, ports, Prepared(access, web, ourselves, ports).further)
