"""Does time go on where it was, when the machine's clock was set back while nobody ran?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import environment
from bot.main import compose
from core.clock import SteadyClock, SystemClock
from core.probes.probe import Probe
from core.work import Save
from tests.databases import database_in, on_both

pytestmark = on_both

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(minutes=1)


async def lived(folder: Path, *, wrote_at: datetime | None = None) -> tuple[datetime, str]:
    """What one process takes for the time, and what operators hear; `wrote_at`: when it pages nobody."""
    database = database_in(folder)
    chosen = {"database_url": database} if isinstance(database, str) else {}
    muster = await compose(replace(environment.read({}), data_dir=folder, port=0, **chosen), SteadyClock())
    try:
        if wrote_at:
            await muster.storage.store.commit([Save(Probe(asked_at=wrote_at, code="123456"))])
        return muster.clock.now(), await muster.houses.operators.state()
    finally:
        await muster.houses.close()
        await muster.session.close()
        await muster.storages.close()


async def test_after_a_clock_that_was_an_hour_ahead_time_goes_on_from_there_and_operators_hear_of_it(tmp_path: Path):
    ahead = SystemClock().now() + HOUR
    assert (await lived(tmp_path, wrote_at=ahead))[1] == "ok"
    now, heard = await lived(tmp_path)
    assert ahead <= now < ahead + A_MOMENT
    assert heard != "ok"


@pytest.mark.parametrize("ago", [HOUR, None])
async def test_after_a_clock_that_was_right_it_is_the_machines(tmp_path: Path, ago: timedelta | None):
    await lived(tmp_path, wrote_at=SystemClock().now() - ago if ago else None)
    now, heard = await lived(tmp_path)
    assert (abs(now - SystemClock().now()) < A_MOMENT, heard) == (True, "ok")
