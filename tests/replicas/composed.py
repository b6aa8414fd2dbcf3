"""Whole replicas in the process of the test, which begin nothing by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot import environment
from bot.main import Muster, compose
from core.clock import SteadyClock


@asynccontextmanager
async def replica(database: str, folder: Path, keyring: str = "") -> AsyncIterator[Muster]:
    """It has joined the others, and looks around when it is told to."""
    settings = replace(environment.read({}), data_dir=folder, database_url=database, keyring=keyring)
    muster = await compose(settings, SteadyClock())
    assert muster.membership
    try:
        await muster.membership.join()
        yield muster
    finally:
        await muster.membership.leave()
        await muster.houses.close()
        await muster.session.close()
        await muster.storages.close()
