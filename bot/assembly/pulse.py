"""What watches this process from within, and by whom it is watched from outside."""

from __future__ import annotations

from dataclasses import dataclass

from bot.assembly.engine import ledger_of
from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.http.health import Health
from bot.http.outgoing import Outgoing
from bot.settings import Settings
from bot.watching.pulse import Addresses, Get, Outside, Pulse
from core.clock import Clock
from core.engine.aside import Aside
from core.engine.lateness import Lateness
from core.engine.probing import Prober
from core.operators.spokesman import Leads, Spokesman


@dataclass(frozen=True, slots=True)
class Lookout:
    """See `bot.watching.pulse.Watched`."""

    house: House
    prober: Prober
    lateness: Lateness
    aside: Aside
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
            await self.aside.look()
            if self.house.slack:
                await self.house.slack.show_late(self.lateness.late, speaks=self.leads())


def pulse_of(settings: Settings, houses: Houses, clock: Clock, leads: Leads, health: Health) -> Pulse:
    """For all accounts of this process."""
    addresses = Addresses(heartbeat=settings.heartbeat_url, others=settings.watches)
    lookouts = [_lookout(house, houses, clock, leads) for house in houses.all]
    outside = Outside(_get_by(houses.outgoing), health.told, leads)
    return Pulse(lookouts, addresses, outside, houses.operators, clock)


def _lookout(house: House, houses: Houses, clock: Clock, leads: Leads) -> Lookout:
    ledger = ledger_of(house.settings, house.storage.store, clock)
    operators = Spokesman(houses.operators, leads)
    return Lookout(
        house,
        Prober(house.storage.probes, ledger, clock, operators, house.account),
        Lateness(house.storage.backlogs, clock, operators, house.account),
        Aside(house.storage.outbox, clock, operators, house.account),
        leads,
    )


def _get_by(outgoing: Outgoing) -> Get:
    async def get(url: str) -> int:
        return (await outgoing.get(url)).status

    return get
