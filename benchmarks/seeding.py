"""A database with many incidents in it, written through the storage layer: sealed and indexed as the product does."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from core.access_keys.operations import AccessKeys
from core.incidents.incident import Incident, Source
from core.work import Save
from tests.operations.muster import ARNS, open_muster

PLAN = "quiet"
"""Pages nobody, so that a start is only a start."""
GROUP = 2000
"""Incidents of one change set."""
APART = timedelta(seconds=2)
TOPIC = "arn:aws:sns:us-east-1:111122223333:muster-checkout"
BY = "arn:aws:iam::111122223333:user/monitoring"
SUMMARY = (
    "Payments fail with status 502 since the deployment of checkout 4.12.0. About one order in three is affected, "
    "mostly from mobile clients. The deployment is being rolled back; the queue of orders is kept and will be replayed."
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What there is to be asked for."""

    arns: list[str]
    """Of some of the incidents, drawn by chance."""
    plan_arn: str
    access_key: tuple[str, str] = field(repr=False)
    """Id and secret of an administrator's."""
    lasted: float


async def seed(data_dir: Path, incidents: int, some: int = 4000) -> Seeded:
    """Fill the data directory of an installation that has not been started yet."""
    began = time.perf_counter()
    muster = await open_muster(data_dir)
    try:
        await muster.onboard()
        key = await AccessKeys(muster.storage.access_keys, muster.storage.store, ARNS, muster.clock).create(
            "bench", "administrator"
        )
        plan_arn = await muster.plan(PLAN, template={"title": "Quiet", "impact": 4})
        chance = random.Random(7)
        coming = _incidents(plan_arn, incidents, chance)
        arns: list[str] = []
        while group := list(islice(coming, GROUP)):
            await muster.storage.store.commit([Save(one) for one in group])
            arns += [one.arn for one in group]
    finally:
        await muster.storage.close()
    known = chance.sample(arns, min(some, len(arns)))
    return Seeded(known, plan_arn, (key.id, key.secret), time.perf_counter() - began)


def _incidents(plan_arn: str, number: int, chance: random.Random) -> Iterator[Incident]:
    """One in a hundred is open, and all lie in the past, the latest an hour ago."""
    newest = datetime.now(UTC) - timedelta(hours=1)
    for one in range(number):
        uid = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        created_at = newest - (number - one) * APART
        is_open = chance.random() < 0.01
        yield Incident(
            arn=ARNS.incident_record(PLAN, uid),
            response_plan_arn=plan_arn,
            status="OPEN" if is_open else "RESOLVED",
            impact=chance.randint(1, 5),
            title=f"Checkout is down in shop {one}",
            summary=SUMMARY,
            dedupe_string=uid,
            source=Source(created_by=BY, source="aws.ssm-incidents.custom", invoked_by=BY),
            created_at=created_at,
            resolved_at=None if is_open else created_at + timedelta(minutes=30),
            last_modified_at=created_at,
            last_modified_by=BY,
            chat_topics=(TOPIC,),
        )


if __name__ == "__main__":
    import sys

    told = asyncio.run(seed(Path(sys.argv[1]), int(sys.argv[2])))
    print(f"{len(told.arns)} of {sys.argv[2]} incidents known, {told.lasted:.1f} s")
