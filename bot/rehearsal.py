"""What would become of this Muster?  It is tried on a copy, which is thrown away.

    async with rehearsal(settings, SystemClock()) as control:
        ...

Nothing else would tell truly: what a later step meets depends on what the earlier ones have stored.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import installation
from bot.assembly.keys import key_sources_of
from bot.control import Control, stopped
from bot.settings import Settings
from core.clock import Clock
from storage.copying import copy_storage
from storage.opening import open_storages


@asynccontextmanager
async def rehearsal(settings: Settings, clock: Clock) -> AsyncIterator[Control]:
    """A Muster that is as this one is now, be it running, stopped or not there at all."""
    installation.refuse_shared(settings.data_dir)
    # Beside the original, so that the copy is no easier to reach; where there is none, nothing is made there.
    beside = settings.data_dir if settings.data_dir.is_dir() else None
    with _ends_in_order(), TemporaryDirectory(prefix="dry-run-", dir=beside) as directory:
        copy = replace(settings, data_dir=Path(directory), database_url="")
        copy_storage(settings.database_file, settings.keyring_file, copy.database_file, copy.keyring_file)
        storages = await open_storages(copy.database_file, key_sources_of(copy), copy.account_id, clock)
        async with stopped(copy, storages, clock) as control:
            yield control


@contextmanager
def _ends_in_order() -> Iterator[None]:
    """Whoever terminates it ends it as Ctrl-C does: a copy of the keys must not be left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
