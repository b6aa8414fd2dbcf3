"""What watches this process from within, and by whom it is watched from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.assembly.engine import ledger_of
from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.http.health import Health
from bot.http.outgoing import Outgoing
from bot.settings import Settings
from bot.watching.pulse import Addresses, Get, Outside, Pulse
from core.clock import Clock
from core.engine.lateness import Lateness
from core.engine.probing import Prober

Leads = Callable[[], bool]
"""Whether this is the process, of several, that speaks for all of them."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """See `bot.watching.pulse.Watched`."""

    house: House
    prober: Prober
    lateness: Lateness
    leads: Leads

    @property
    def proves(self) -> bool:
        return self.prober.proves

    async def look(self) -> None:
        """Whether pages go out, whether anything is late, and that people in Slack see it."""
        try:
            await self.prober.look()
        finally:
            await self.lateness.look()
            if self.house.slack:
                await self.house.slack.show_late(self.lateness.late, speaks=self.leads())


def pulse_of(settings: Settings, houses: Houses, clock: Clock, leads: Leads, health: Health) -> Pulse:
    """For all accounts of this process."""
    addresses = Addresses(heartbeat=settings.heartbeat_url, others=settings.watches)
    lookouts = [_lookout(house, houses, clock, leads) for house in houses.all]
    return Pulse(lookouts, addresses, Outside(_get_by(houses.outgoing), health.told), houses.operators, clock)


def _lookout(house: House, houses: Houses, clock: Clock, leads: Leads) -> Lookout:
    ledger = ledger_of(house.settings, house.storage.store, clock)
    return Lookout(
        house,
        Prober(house.storage.probes, ledger, clock, houses.operators, house.account),
        Lateness(house.storage.backlogs, clock, houses.operators, house.account),
        leads,
    )


def _get_by(outgoing: Outgoing) -> Get:
    async def get(url: str) -> int:
        return (await outgoing.get(url)).status

    return get
