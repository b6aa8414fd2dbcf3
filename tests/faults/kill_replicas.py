"""Three replicas on PostgreSQL, one of which is killed at random all the time.

By hand: `python -m tests.faults.kill_replicas --minutes 10 [--restart-database]`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import signal
import sys
from datetime import timedelta
from pathlib import Path

from tests.faults.fleet import Fleet
from tests.faults.killing import Hardship, struck_at_random, tried
from tests.postgres import Server

LONGEST = 60
"""Minutes."""
DATABASE_DIES_EVERY = 60.0


async def main(wanted: argparse.Namespace) -> int:
    """Print what came of it; the exit status says whether anything was wrong."""
    minutes = min(wanted.minutes, LONGEST)
    print(f"seed {wanted.seed}: three replicas for {minutes} min, {wanted.rate} incidents a second", flush=True)  # noqa: T201
    chance, server = random.Random(wanted.seed), Server({}).start()

    async def trial(fleet: Fleet, until: float) -> None:
        killing = struck_at_random(fleet, until, wanted.every, sys.maxsize, chance)
        restarting = [struck_database(server, until)] if wanted.restart_database else []
        await asyncio.gather(killing, *restarting)

    hardship = Hardship(
        environment={"DATABASE_URL": server.new_database()}, replicas=3, each=1 / wanted.rate, seconds=minutes * 60,
        lateness=timedelta(seconds=wanted.late), seed=wanted.seed, keep=wanted.log,
    )  # fmt: skip
    try:
        verdict = await tried(hardship, trial)
    finally:
        server.remove()
    print(verdict.told())  # noqa: T201 - for the person at the terminal
    return 1 if verdict.wrong else 0


async def struck_database(server: Server, until: float) -> None:
    """End the database as a crash does, and start it again, each minute."""
    loop = asyncio.get_running_loop()
    while loop.time() + DATABASE_DIES_EVERY / 2 < until:
        await asyncio.sleep(DATABASE_DIES_EVERY / 2)
        await asyncio.to_thread(server.stop, signal.SIGQUIT)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(DATABASE_DIES_EVERY / 2)


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--minutes", type=float, default=10.0)
    reader.add_argument("--rate", type=float, default=20.0, help="incidents a second")
    reader.add_argument("--every", type=float, default=0.2, help="seconds from one kill to the next")
    reader.add_argument(
        "--late", type=float, default=30.0,
        help="seconds that a page may be late: each dead replica through whose hands it goes costs three",
    )  # fmt: skip
    reader.add_argument("--restart-database", action="store_true")
    reader.add_argument("--log", type=Path, help="where to leave the log of all processes")
    reader.add_argument("--seed", type=int, default=secrets.randbits(32))
    sys.exit(asyncio.run(main(reader.parse_args())))
