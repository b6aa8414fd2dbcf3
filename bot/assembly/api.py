"""The second door: access keys, and the AWS APIs that they open."""

from __future__ import annotations

from bot.http.aws_api import AwsApi, Ports
from bot.http.throttle import Rate, Throttle
from bot.settings import Settings
from core.access_keys.operations import AccessKeys
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.work import Store
from storage.opening import Storage


def access_keys_of(settings: Settings, storage: Storage, store: Store, clock: Clock) -> AccessKeys:
    """The keys of this installation; changes go into `store`."""
    return AccessKeys(storage.access_keys, store, settings.arns, clock)


def api_of(settings: Settings, storage: Storage, dispatcher: Dispatcher, keys: AccessKeys, clock: Clock) -> AwsApi:
    """What answers signed requests."""

    async def replicated_in() -> frozenset[str]:
        current = await storage.replication_sets.current()
        return frozenset(current.regions if current else ())

    ports = Ports(dispatcher=dispatcher, keys=keys, replicated_in=replicated_in, arns=settings.arns, clock=clock)
    rate = Rate(settings.requests_per_second) if settings.requests_per_second else None
    return AwsApi(ports, Throttle(rate))
