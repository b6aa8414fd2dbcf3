"""Several processes on one database, as far as the database sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.engine.membership import LEASE, Membership
from core.engine.replicas import Replica
from storage.account import Storage
from storage.holder import Holder
from storage.replicas import StoredReplicas
from storage.steps import StoredSteps
from tests.operations.muster import MovableClock
from tests.storage.examples import ACCOUNT, NOON


def replica(replica_id: str = "r1", **members: object) -> Replica:
    told: dict[str, object] = {"name": f"host:{replica_id}", "release": "1", "started_at": NOON}
    return Replica(id=replica_id, alive_until=NOON + LEASE, **{**told, **members})  # type: ignore[arg-type]


@dataclass
class Process:
    """One of them."""

    storage: Storage
    clock: MovableClock
    holder: Holder = field(default_factory=lambda: Holder(ACCOUNT))
    taken_over: int = 0
    steps: StoredSteps = field(init=False)
    replicas: StoredReplicas = field(init=False)
    membership: Membership = field(init=False)

    def __post_init__(self) -> None:
        self.steps = StoredSteps(self.storage.database, self.holder)
        self.replicas = StoredReplicas(self.storage.database)
        me = replica(self.holder.id, started_at=self.clock.now())
        self.membership = Membership(self.replicas, me, self.clock, self._take_over, self.holder.begin_anew)

    async def joins(self) -> None:
        """Begin to live, without a clock of its own: the test says when it looks."""
        await self.membership.join()

    async def looks(self) -> None:
        await self.membership.look()

    async def _take_over(self) -> None:
        self.taken_over += 1
        await self.steps.release_nobodys()

    @property
    def sees(self) -> set[str]:
        return {one.id for one in self.membership.all}
