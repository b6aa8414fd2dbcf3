"""The second door: the AWS APIs that access keys open."""

from __future__ import annotations

from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.bodies import Bodies
from bot.http.aws_api import AwsApi, Ports
from bot.http.throttle import Rate, Throttle
from bot.settings import Settings
from core.clock import Clock


def ports_of(house: House) -> Ports:
    """Whom the API asks about this house's account."""

    async def replicated_in() -> frozenset[str]:
        current = await house.storage.replication_sets.current()
        return frozenset(current.regions if current else ())

    return Ports(
        dispatcher=house.dispatcher,
        keys=house.access_keys,
        replicated_in=replicated_in,
        arns=house.settings.arns,
        turned_away=house.turned_away,
    )


def api_of(settings: Settings, houses: Houses, clock: Clock, bodies: Bodies | None = None) -> AwsApi:
    """What answers signed requests."""
    ports = {house.account: ports_of(house) for house in houses.all}

    async def ports_of_key(access_key_id: str) -> Ports:
        return ports[(await houses.of_key(access_key_id)).account]

    rate = Rate(settings.requests_per_second) if settings.requests_per_second else None
    return AwsApi(ports_of_key, Throttle(rate), clock, bodies)
