"""Where does time go on when a process starts?  Not before the moment at which another one was last seen to work."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.assembly.house import House
from bot.assembly.houses import Houses
from core.clock import Clock, SteadyClock
from core.engine.membership import LEASE
from core.probes.probe import NAME
from core.unreadable import unless_closed
from storage.opening import Storages

AT_MOST_LATER = timedelta(minutes=10)
"""Than the last page to nobody, which is sealed, was a replica's last word, which is not."""


async def go_on(clock: Clock, storages: Storages, houses: Houses) -> None:
    """What is due was reckoned by the clock of whoever ran before.

    If the machine's was set back since, the rest of every plan would otherwise wait until it has come that far again.
    """
    if not isinstance(clock, SteadyClock):
        return
    pages = [at for house in houses.all for at in await _last_pages(house)]
    if pages:
        words = [one.alive_until - LEASE for one in await storages.replicas.all()]
        clock.begin_after(max([*pages, *(at for at in words if at - max(pages) <= AT_MOST_LATER)]))


async def _last_pages(house: House) -> list[datetime]:
    probe = await unless_closed(house.storage.probes.get(NAME))
    return [at for at in (probe.asked_at, probe.sent_at) if at] if probe else []
