"""One account's calendar feeds, for people who ask for addresses and for programs that ask there."""

from __future__ import annotations

from core.arns import Arns
from core.calendars.operations import CalendarFeeds, Rotas, Subscriptions
from core.clock import Clock
from core.deeds import Deeds
from core.dispatcher import Dispatcher
from core.work import Store
from storage.account import Storage


def calendar_feeds_of(
    storage: Storage, store: Store, dispatcher: Dispatcher, arns: Arns, clock: Clock
) -> CalendarFeeds:
    """What people ask for."""
    return CalendarFeeds(
        stored=storage.calendar_feeds,
        contacts=storage.contacts,
        rotas=_rotas(storage),
        deeds=Deeds(store, arns, clock),
        dispatcher=dispatcher,
    )


def subscriptions_of(storage: Storage, clock: Clock) -> Subscriptions:
    """What calendar programs ask for."""
    return Subscriptions(
        stored=storage.calendar_feeds,
        contacts=storage.contacts,
        rotas=_rotas(storage),
        store=storage.store,
        clock=clock,
    )


def _rotas(storage: Storage) -> Rotas:
    return Rotas(storage.contacts, storage.rotations, storage.rotation_overrides)
