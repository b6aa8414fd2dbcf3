"""The servers whose calls are compared, each on the server's processor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.seeding import Seeded
from benchmarks.served import Served, serve
from benchmarks.servers import MUSTER

PATHS = {
    "GetIncidentRecord": "/getIncidentRecord",
    "ListIncidentRecords": "/listIncidentRecords",
    "StartIncident": "/startIncident",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """A running Muster and what is in it."""

    server: Served
    seeded: Seeded


async def installed(data_dir: Path, seeded: Seeded) -> Installation:
    """Muster on a data directory that was filled before; with everything on, but that nobody is made to wait."""
    environment = {"MUSTER_DATA_DIR": str(data_dir), "SLACK_BOT_TOKEN": "", "MUSTER_REQUESTS_PER_SECOND": "0"}
    return Installation(await serve(MUSTER, environment, data_dir.with_suffix(".log")), seeded)


async def bare(folder: Path, sizes: Mapping[str, int]) -> Served:
    """The handler that does nothing, with answers of these sizes to the operations."""
    paths = json.dumps({PATHS[operation]: size for operation, size in sizes.items()})
    return await serve(("-m", "benchmarks.bare_http"), {"BARE_SIZES": paths}, folder / "bare.log")


async def moto(folder: Path, python: str) -> Served:
    """moto, by the Python of the environment that has it."""
    script = Path(__file__).with_name("moto_end.py")
    return await serve((str(script),), {}, folder / "moto.log", python=python)
