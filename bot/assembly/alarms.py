"""The doors for alarms: what an account has of them, and the routes that lead there."""

from __future__ import annotations

from aiohttp import web

from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.bodies import Bodies
from bot.http.intake.alarms import Intake, Room
from bot.http.intake.webhook import Webhooks
from core.alarm_doors.operations import Taking
from core.clock import Clock


def alarm_routes(houses: Houses, bodies: Bodies, clock: Clock) -> list[web.RouteDef]:
    """Of all accounts."""
    rooms, intake = [_room(house) for house in houses.all], Intake(bodies)
    return Webhooks(rooms, intake, clock).routes


def _room(house: House) -> Room:
    storage = house.storage
    taking = Taking(
        dispatcher=house.dispatcher,
        incidents=storage.incidents,
        plans=storage.response_plans,
        answered=storage.answered_calls,
        arns=house.settings.arns,
    )
    return Room(doors=house.alarm_doors, taking=taking, turned_away=house.turned_away)
