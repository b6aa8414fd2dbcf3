"""The engine, with its kinds of step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.assembly.asking import asking_of
from bot.assembly.hand_offs import InSlack, hand_off_deeds
from bot.delivery.nowhere import Nowhere
from bot.settings import Settings
from bot.watching.observer import Observer
from core.caller import Caller
from core.clock import Clock
from core.engine.activating import Activating
from core.engine.announcing import Announcing, Records
from core.engine.bundling import Bundling
from core.engine.confirming import Confirming
from core.engine.escalating import Escalating
from core.engine.farewell import Farewell
from core.engine.ledger import Ledger
from core.engine.loop import Deed, Engine
from core.engine.messages import Messages
from core.engine.notifying import Notifying, Outward
from core.engine.paging import Paging
from core.engine.ports import Carriers, Noticeboard
from core.engine.probing import Probing
from core.engine.revising import Revising
from core.engine.ringing import Ringing
from core.engine.tallying import Tallying
from core.engine.warning import WarningOwners
from core.notifications.ports import NoTargets, NotificationTargets
from core.operators.ports import Operators
from core.step import Kind
from core.work import Store
from storage.account import Storage


def ledger_of(settings: Settings, store: Store, clock: Clock) -> Ledger:
    """Where the engine writes, in the name of the service-linked role."""
    return Ledger(store, clock, Caller(arn=settings.arns.engine(), standing="administrator", name="Muster"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whom the engine hands its messages to."""

    carriers: Carriers
    noticeboard: Noticeboard
    operators: Operators
    """Who hears of what the engine cannot mend by itself."""
    targets: NotificationTargets = field(default_factory=NoTargets)
    in_slack: InSlack = field(default_factory=InSlack)
    observer: Observer = field(default_factory=Observer)
    """Who looks on."""


def engine_of(settings: Settings, storage: Storage, store: Store, outside: Outside, clock: Clock) -> Engine:
    """The loop, with its kinds of step."""
    ledger = ledger_of(settings, store, clock)
    messages = Messages(
        incidents=storage.incidents,
        engagements=storage.engagements,
        pages=storage.pages,
        contacts=storage.contacts,
        channels=storage.contact_channels,
        chat_channels=storage.chat_channels,
    )
    records = Records(
        incidents=storage.incidents,
        plans=storage.response_plans,
        engagements=storage.engagements,
        pages=storage.pages,
        timeline=storage.timeline,
        contact_channels=storage.contact_channels,
        chat_channels=storage.chat_channels,
        announcements=storage.announcements,
    )
    bundling = Bundling(
        pages=storage.pages,
        incidents=storage.incidents,
        ringing=Ringing(settings.minute if settings.bundle else timedelta()),
        ledger=ledger,
        clock=clock,
        arns=settings.arns,
    )
    paging = Paging(
        pages=storage.pages,
        messages=messages,
        carriers=outside.carriers,
        bundling=bundling,
        ledger=ledger,
    )
    deeds: dict[Kind, Deed] = {
        "escalate": Escalating(
            engagements=storage.engagements,
            pages=storage.pages,
            asking=asking_of(settings, storage),
            ledger=ledger,
        ),
        "page": paging,
        "bundle": bundling,
        "tally": Tallying(incidents=storage.incidents, repetitions=storage.repetitions, ledger=ledger),
        "confirm": Confirming(pages=storage.pages, paging=paging, ledger=ledger),
        "probe": Probing(probes=storage.probes, nowhere=Nowhere(), ledger=ledger),
        "activate": Activating(
            channels=storage.contact_channels, messages=messages, carriers=outside.carriers, ledger=ledger
        ),
        "revise": Revising(pages=storage.pages, messages=messages, carriers=outside.carriers, ledger=ledger),
        "warn": WarningOwners(
            pages=storage.pages,
            channels=storage.contact_channels,
            carriers=outside.carriers,
            ledger=ledger,
            sealer=storage.page_tokens,
        ),
        "farewell": Farewell(
            channels=storage.contact_channels,
            contacts=storage.contacts,
            carriers=outside.carriers,
            ledger=ledger,
        ),
        "announce": Announcing(records=records, noticeboard=outside.noticeboard, ledger=ledger, clock=clock),
        "notify": Notifying(
            incidents=storage.incidents,
            timeline=storage.timeline,
            outward=Outward(targets=outside.targets, operators=outside.operators),
            ledger=ledger,
            clock=clock,
            arns=settings.arns,
        ),
        **hand_off_deeds(storage, outside.in_slack, outside.operators, ledger, clock),
    }
    return Engine(storage.steps, store, outside.observer.deeds(deeds, clock), clock)
