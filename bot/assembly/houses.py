"""All houses of this process: whose is an access key, and what becomes of one that cannot go on?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from traceback import format_tb

import aiohttp

from bot.assembly.accounts import accounts_of, settings_of
from bot.assembly.house import House, house_of
from bot.assembly.operators import Shared, operators_of, ways_of
from bot.assembly.outward import THEIR_OWN
from bot.assembly.policies import organization_of, rule_of
from bot.assembly.talking import line_of
from bot.http.outgoing import Outgoing
from bot.settings import Settings
from bot.slack.assembly import SlackSide
from bot.slack.web import SlackWeb
from bot.watching.observer import Observer
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.engine.loop import SLEEP_AMONG_OTHERS
from core.errors import Refusal
from storage.keys.upkeep import Upkeep
from storage.opening import Storages

log = logging.getLogger(__name__)


class Houses:
    """The first is the configured account's; what one of them cannot do stops none of the others."""

    def __init__(self, storages: Storages, shared: Shared) -> None:
        self._storages = storages
        self.operators = shared.operators
        self.strangers = Outgoing()
        """For addresses that a message has named."""
        self.outgoing = shared.outgoing
        self._houses: dict[str, House] = {}

    def add(self, house: House) -> None:
        """Once it is built: the houses' doors know each other by this value."""
        self._houses[house.account] = house

    @property
    def upkeep(self) -> Upkeep:
        """Of the keyring, which all of them share."""
        return self._storages.upkeep

    @property
    def all(self) -> Sequence[House]:
        return tuple(self._houses.values())

    @property
    def first(self) -> House:
        return next(iter(self._houses.values()))

    @property
    def sides(self) -> list[SlackSide]:
        """Of all houses that have a workspace."""
        return [house.slack for house in self._houses.values() if house.slack]

    def named(self, account: str) -> House:
        """The house of an account; raise `Refusal` for one that is not here."""
        if house := self._houses.get(account):
            return house
        raise Refusal(
            "ValidationException",
            f"There is no account {account} in this Muster; it has {', '.join(self._houses)}. "
            "MUSTER_ACCOUNT_ID and the file of MUSTER_ORGANIZATION name them.",
        )

    def door_of(self, account: str) -> Dispatcher | None:
        """See `core.authorization.ports.Accounts`."""
        house = self._houses.get(account)
        return house.dispatcher if house else None

    def served(self) -> tuple[str, ...]:
        """See `core.authorization.ports.Accounts`."""
        return tuple(self._houses)

    async def of_key(self, access_key_id: str) -> House:
        """Where this access key is one; the first house for an unknown one, which refuses it as it does any."""
        if len(self._houses) == 1:
            return self.first
        account = await self._storages.tenant_of_access_key(access_key_id)
        return self._houses.get(account or "", self.first)

    async def wake(self) -> None:
        """See `House.wake`."""
        await self._each(lambda house: house.wake())

    async def start(self, *, pages: bool = True) -> None:
        """See `House.start`."""
        await self._each(lambda house: house.start(pages=pages))

    async def look(self) -> None:
        """What each house's watch does, once a minute."""
        await self._each(lambda house: house.look())

    async def hand_over(self) -> None:
        """See `House.hand_over`."""
        await self._each(lambda house: house.hand_over())

    async def keep(self, now: datetime) -> None:
        """See `House.keep`."""
        await self._each(lambda house: house.keep(now))

    async def take_over(self) -> None:
        """See `House.take_over`; where it fails in one house, it is tried again in all."""
        for house in self.all:
            await house.take_over()

    async def forget_erased(self) -> None:
        """What other replicas have destroyed must not be left in the memory of this one."""
        for house in self.all:
            await house.storage.keys.forget_erased()

    async def stop(self) -> int | None:
        """See `House.stop`; None where one of them could not say it."""
        left = await asyncio.gather(*(house.stop() for house in self.all), return_exceptions=True)
        known = [one for one in left if isinstance(one, int)]
        return sum(known) if len(known) == len(left) else None

    async def close(self) -> None:
        """Say what operators are still to hear, and let go of the lines to the outside."""
        await self.operators.stop()
        await self.outgoing.close()
        await self.strangers.close()

    async def _each(self, do: Callable[[House], Awaitable[None]]) -> None:
        if len(self._houses) == 1:
            return await do(self.first)
        outcomes = await asyncio.gather(*(do(house) for house in self.all), return_exceptions=True)
        for house, outcome in zip(self.all, outcomes, strict=True):
            if isinstance(outcome, Exception):
                # Without the error's text, which may quote what is sealed.
                where = "".join(format_tb(outcome.__traceback__))
                log.error("The account %s has a problem: %s\n%s", house.account, type(outcome).__name__, where)
            elif isinstance(outcome, BaseException):
                raise outcome
        return None


async def houses_of(
    settings: Settings,
    storages: Storages,
    session: aiohttp.ClientSession,
    clock: Clock,
    slack_web: type[SlackWeb] = SlackWeb,
    observer: Observer | None = None,
) -> Houses:
    """A house for each account, built and not yet started."""
    shared = Shared(
        clock=clock,
        operators=operators_of(settings, clock),
        outgoing=Outgoing(THEIR_OWN),
        session=session,
        observer=observer or Observer(),
    )
    houses = Houses(storages, shared)
    organization = organization_of(settings, clock)
    for account in accounts_of(settings, organization.value):
        own = settings_of(settings, account)
        line = line_of(own, account.workspace, session, clock, slack_web)
        storage = await storages.of(account.id)
        rule = rule_of(own, storage, organization, houses, clock)
        house = house_of(own, storage, line, rule, shared)
        if storages.is_shared:
            house.engine.longest_sleep = SLEEP_AMONG_OTHERS
        houses.add(house)
        if account.id == settings.account_id:
            shared.operators.reach_by(ways_of(settings, line.web, session, shared.outgoing))
    return houses
