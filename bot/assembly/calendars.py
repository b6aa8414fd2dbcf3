"""Where calendar programs ask: one path for all accounts."""

from __future__ import annotations

from aiohttp import web

from bot.assembly.calendar_feeds import subscriptions_of
from bot.assembly.houses import Houses
from bot.http.calendar import CalendarPages
from core.clock import Clock


def calendar_routes(houses: Houses, clock: Clock) -> list[web.RouteDef]:
    """The routes that lead there."""
    return CalendarPages([subscriptions_of(house.storage, clock) for house in houses.all], clock).routes
