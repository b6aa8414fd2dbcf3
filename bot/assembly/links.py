"""The page that the links in mails lead to."""

from __future__ import annotations

from aiohttp import web

from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.http.acknowledge import AcknowledgePage, Answerable
from core.answer_links import AnswerLinks
from core.answering.operations import Answering
from core.clock import Clock


def acknowledge_routes(houses: Houses, clock: Clock) -> list[web.RouteDef]:
    """The page, for all accounts."""
    return AcknowledgePage({house.account: _answerable(house, clock) for house in houses.all}).routes


def _answerable(house: House, clock: Clock) -> Answerable:
    links = AnswerLinks(house.storage.page_tokens, house.settings.arns, clock)
    return Answerable(links=links, answering=answering_of(house, clock))


def answering_of(house: House, clock: Clock) -> Answering:
    """Where answers from outside Slack take effect."""
    storage, arns = house.storage, house.settings.arns
    return Answering(
        dispatcher=house.dispatcher, pages=storage.pages, engagements=storage.engagements, arns=arns, clock=clock
    )
