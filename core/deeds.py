"""What somebody does that is no operation of the catalog, mostly the operator: done, stored and recorded as one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.arns import Arns
from core.audit.recording import Deed, Recorder
from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict, Refusal
from core.work import Chance, Save, Store, Work

ATTEMPTS = 20

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Deeds:
    """Of the operator of one account."""

    store: Store
    arns: Arns
    clock: Clock
    chance: Chance = field(default_factory=Chance)

    async def until_stored(
        self,
        action: str,
        asked: Mapping[str, object],
        do: Callable[[Work], Awaitable[Answer]],
        *,
        read_only: bool = False,
        by: Caller | None = None,
    ) -> Answer:
        """Do it, again where others changed what it rests on; `action` and `asked` are what the record tells.

        `by`: who does it, where that is not the operator.
        """
        doer = by or Caller(arn=self.arns.root(), standing="administrator", name="operator")
        deed, recorder = Deed(doer, action, asked, read_only), Recorder(self.arns, self.clock, self.chance)
        for _ in range(ATTEMPTS):
            work = Work(doer, self.clock.now(), self.chance)
            try:
                answer = await do(work)
                work.save(recorder.of(deed))
                await self.store.commit(work.changes)
            except Conflict:
                continue
            except Refusal as refusal:
                await self.store.commit([Save(recorder.of(replace(deed, refusal=refusal)))])
                raise
            return answer
        raise Refusal("InternalServerException", "Too many others are changing the same thing; try again.")
