"""What the operator asks of the outbox: what waits there, and that it be tried at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.deeds import Deeds
from core.errors import Refusal, invalid
from core.outbox.ports import Outbox, Waiting
from core.work import Schedule, Work

LATE_AFTER = timedelta(minutes=1)
AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Retrying:
    outbox: Outbox
    deeds: Deeds

    async def waiting(self) -> list[Waiting]:
        """What is set aside or late, up to 500 of them."""
        return await self.outbox.waiting(self.deeds.clock.now() - LATE_AFTER, AT_MOST)

    async def retry(self, keys: Sequence[str]) -> list[Waiting]:
        """Have these tried at once, or, where none are named, all that are set aside; those that are tried."""

        async def do(work: Work) -> list[Waiting]:
            chosen = [await self._named(key) for key in keys] if keys else await self._all()
            work.changes += [Schedule(replace(one.step, due_at=work.now)) for one in chosen]
            return chosen

        return await self.deeds.until_stored("muster:RetryOutbox", {"steps": [key.split(" ")[:2] for key in keys]}, do)

    async def _all(self) -> list[Waiting]:
        return [one for one in await self.waiting() if one.is_set_aside and one.step.is_known]

    async def _named(self, key: str) -> Waiting:
        found = await self.outbox.set_aside(key)
        if found and found.step.is_known:
            return found
        if found:
            raise invalid(
                f"This release has no step of the kind {found.step.kind!r}: a later one has, or the row was damaged. "
                "Run that release, or restore the database."
            )
        raise Refusal(
            "ResourceNotFoundException",
            f"Nothing that is set aside is called {key!r}. `muster outbox list` shows what is: name KIND and SUBJECT "
            "in one argument, as it does.",
        )
