"""What would happen, asked on this machine or in chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.http.control import Document
from bot.settings import Settings
from core.caller import Caller
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.errors import invalid
from core.simulation.asked import Words, read
from core.simulation.lines import lines
from core.simulation.operations import Simulating
from core.simulation.ports import Records
from storage.account import Storage


def simulating_of(settings: Settings, storage: Storage, dispatcher: Dispatcher) -> Simulating:
    """On what is kept of one account."""
    records = Records(
        contacts=storage.contacts,
        channels=storage.contact_channels,
        rotations=storage.rotations,
        overrides=storage.rotation_overrides,
    )
    return Simulating(dispatcher, records, settings.minute, bundles=settings.bundle)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationErrand:
    """`plan`, and perhaps `at` and `acknowledgements`, as they were typed."""

    simulating: Simulating
    settings: Settings
    operator: Caller
    clock: Clock

    async def do(self, asked: Document) -> Document:
        """The lines of what would happen."""
        wanted = read(_words(asked), self.settings.arns, self.clock.now(), ZoneInfo("UTC"))
        return {"lines": list(lines(await self.simulating.simulation(self.operator, wanted)))}


def _words(asked: Mapping[str, object]) -> Words:
    match asked:
        case {"plan": str(plan), "at": str(at), "acknowledgements": list(answers)} if all(
            isinstance(one, str) for one in answers
        ):
            return Words(plan=plan, at=at, acknowledgements=tuple(map(str, answers)))
    raise invalid("This is no simulation that can be asked for.")
