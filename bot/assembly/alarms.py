"""The doors for alarms: what an account has of them, and the routes that lead there."""

from __future__ import annotations

from aiohttp import web

from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.bodies import Bodies
from bot.http.intake.alarms import Intake, Room
from bot.http.intake.sns_door import Asks, SnsDoors
from bot.http.intake.webhook import Webhooks
from core.alarm_doors.operations import Taking
from core.clock import Clock
from core.operators.ports import Operators


def alarm_routes(houses: Houses, bodies: Bodies, wall: Clock, outside: Asks | None = None) -> list[web.RouteDef]:
    """Of all accounts; `wall` tells the time as senders know it, and `outside` asks SNS for what it signs with."""
    rooms = [_room(house, houses.operators, wall) for house in houses.all]
    intake = Intake(bodies, pages_wait=lambda: any(house.engine.is_behind("page") for house in houses.all))
    sns = SnsDoors(rooms, intake, wall, outside or houses.strangers)
    return [*sns.routes, *Webhooks(rooms, intake, wall).routes]


def _room(house: House, operators: Operators, clock: Clock) -> Room:
    storage = house.storage
    taking = Taking(
        dispatcher=house.dispatcher,
        incidents=storage.incidents,
        plans=storage.response_plans,
        answered=storage.answered_calls,
        store=storage.store,
        operators=operators,
        arns=house.settings.arns,
        clock=clock,
    )
    return Room(doors=house.alarm_doors, taking=taking, turned_away=house.turned_away)
