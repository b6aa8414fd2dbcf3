"""One process on SQLite, killed again and again.  By hand: `python -m tests.faults.kill_one --kills 500`."""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
from datetime import timedelta
from pathlib import Path

from tests.faults.fleet import Fleet
from tests.faults.killing import Hardship, struck_at_random, tried

MOST, LONGEST = 5000, 3600.0
"""Seconds, however many kills are missing then."""


async def main(wanted: argparse.Namespace) -> int:
    """Print what came of it; the exit status says whether anything was wrong."""
    kills, chance = min(wanted.kills, MOST), random.Random(wanted.seed)
    print(f"seed {wanted.seed}: {kills} kills of one process on SQLite, {wanted.rate} incidents a second", flush=True)  # noqa: T201

    async def trial(fleet: Fleet, until: float) -> None:
        while asyncio.get_running_loop().time() < until and fleet.kills < kills:
            await fleet.all_ready()
            await asyncio.sleep(chance.uniform(0, 0.6))
            await struck_at_random(fleet, until, 0, fleet.kills + 1, chance)

    seconds = min(kills * 0.9, LONGEST)
    hardship = Hardship(
        environment={}, replicas=1, each=1 / wanted.rate, seconds=seconds, lateness=timedelta(seconds=10),
        seed=wanted.seed, keep=wanted.log,
    )  # fmt: skip
    verdict = await tried(hardship, trial)
    print(verdict.told())  # noqa: T201 - for the person at the terminal
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kills", type=int, default=500)
    reader.add_argument("--rate", type=float, default=20.0, help="incidents a second")
    reader.add_argument("--log", type=Path, help="where to leave the log of all processes")
    reader.add_argument("--seed", type=int, default=secrets.randbits(32))
    sys.exit(asyncio.run(main(reader.parse_args())))
