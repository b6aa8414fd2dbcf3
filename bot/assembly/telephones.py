"""The doors for what happens on telephones, for all accounts."""

from __future__ import annotations

from email.utils import parseaddr

from aiohttp import web

from bot.assembly.engine import ledger_of
from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.assembly.links import answering_of
from bot.bodies import Bodies
from bot.delivery.twilio_api import tokens_of
from bot.http.contact_card import card_routes
from bot.http.telephony import Desk, Telephony
from bot.providers import Twilio
from bot.settings import Settings
from bot.telephone.ways import CARD
from core.answering.agreement.operations import Agreement
from core.answering.replies.operations import Around, Replies
from core.clock import Clock
from core.engine.reporting import Reporting
from core.engine.waking import WakingStore


def telephone_routes(settings: Settings, houses: Houses, bodies: Bodies, clock: Clock) -> list[web.RouteDef]:
    """None without a public address, or without a provider that calls us back."""
    providers = _providers(settings)
    numbers = [one.sender for one in providers if one.sender.startswith("+")]
    routes = card_routes(numbers, [parseaddr(one.sender)[1] for one in settings.mail])
    tokens = list(dict.fromkeys(token for one in providers for token in tokens_of(one)))
    if settings.public_url and tokens:
        desks = {house.account: desk_of(house, clock) for house in houses.all}
        routes += Telephony(desks, settings.public_url, tokens, bodies).routes
    return routes


def desk_of(house: House, clock: Clock) -> Desk:
    """What telephones have to do with one account."""
    storage, arns, url = house.storage, house.settings.arns, house.settings.public_url
    store = WakingStore(storage.store)
    store.engine = house.engine
    ledger = ledger_of(house.settings, store, clock)
    answering = answering_of(house, clock)
    agreement = Agreement(
        dispatcher=house.dispatcher,
        contacts=storage.contacts,
        contact_channels=storage.contact_channels,
        arns=arns,
        clock=clock,
        card=f"{url}{CARD}" if url else "",
    )
    around = Around(
        contact_channels=storage.contact_channels,
        guessers=storage.guessers,
        offers=storage.offers,
        answered=storage.answered_calls,
    )
    return Desk(
        answering=answering,
        agreement=agreement,
        replies=Replies(answering=answering, agreement=agreement, around=around, ledger=ledger),
        reporting=Reporting(pages=storage.pages, ledger=ledger),
        turned_away=house.turned_away,
    )


def _providers(settings: Settings) -> list[Twilio]:
    return [one for one in (*settings.sms, *settings.voice) if isinstance(one, Twilio)]
