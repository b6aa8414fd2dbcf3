"""How well does Muster page?  By hand only, on a machine with nothing else to do:

    python -m benchmarks.paging                              # all of it, into benchmarks/paging.md
    python -m benchmarks.paging --large                      # with a million of everything as well
    python -m benchmarks.paging --only storm,overload        # shown, and not kept

Everything comes in and goes out by HTTP, with sealing, audit and full durability.  Arrivals are an open loop and
latencies count from the scheduled send; each figure stands beside its aim and beside its limit in the same run.
A run that loses one accepted alarm scores nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.paging_alarms import alarm_to_page, alarm_to_page_on_postgres, sustained
from benchmarks.paging_bench import Bench, Wishes
from benchmarks.paging_deaths import killed_process, killed_replica
from benchmarks.paging_growth import growth
from benchmarks.paging_limits import limits
from benchmarks.paging_report import Figure, Told, markdown
from benchmarks.paging_steps import due_steps
from benchmarks.paging_storms import one_person, overload, storm
from benchmarks.served import stay_off_the_servers_processor

REPORT = Path(__file__).with_suffix(".md")
SCENARIOS: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "limits": limits,
    "alarms": alarm_to_page,
    "alarms-postgres": alarm_to_page_on_postgres,
    "sustained": sustained,
    "storm": storm,
    "one-person": one_person,
    "overload": overload,
    "steps": due_steps,
    "growth": growth,
    "killed": killed_process,
    "killed-replica": killed_replica,
}
LONGEST, LONGEST_LARGE = 180, 900
"""Seconds that one scenario may take."""


async def measured(wishes: Wishes, names: list[str]) -> str:
    """The report of these scenarios; one that does not end well is a figure that was missed."""
    stay_off_the_servers_processor()
    bench, began = Bench(wishes), time.perf_counter()
    for name in names:
        try:
            async with asyncio.timeout(LONGEST_LARGE if wishes.large else LONGEST):
                await SCENARIOS[name](bench)
        except Exception as problem:
            traceback.print_exc()
            bench.tell(Figure(name=name, reached=f"did not end: {type(problem).__name__}", met=False))
    setting = (
        f"{wishes.rounds} rounds, {wishes.seconds:g} s each, {time.perf_counter() - began:.0f} s in all; Python "
        f"{platform.python_version()}, {platform.machine()}. Figures are the median of the rounds (least to most). "
        f"Others used more than a twentieth of the processors in {bench.disturbed} of {bench.stretches} stretches."
    )
    return markdown(Told(figures=bench.figures, lost=dict(bench.lost), setting=setting))


def parser() -> argparse.ArgumentParser:
    """How it is asked."""
    asked = argparse.ArgumentParser(
        description=(__doc__ or "").split("\n", 1)[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    asked.add_argument("--only", metavar="NAME,…", default="", help=f"of {', '.join(SCENARIOS)}")
    asked.add_argument("--seconds", type=float, default=8, help="how long a stretch of load lasts")
    asked.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    asked.add_argument("--patience", type=float, default=5, help="seconds that a stretch waits for a quiet machine")
    asked.add_argument("--large", action="store_true", help="with a million steps and a million incidents as well")
    return asked


def main() -> None:
    asking = parser()
    asked = asking.parse_args()
    names = [name for name in asked.only.split(",") if name] or list(SCENARIOS)
    if unknown := [name for name in names if name not in SCENARIOS]:
        asking.error(f"there is no {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    wishes = Wishes(seconds=asked.seconds, rounds=asked.rounds, patience=asked.patience, large=asked.large)
    report = asyncio.run(measured(wishes, names))
    if not asked.only:
        REPORT.write_text(report)
        print(f"written to {REPORT}", file=sys.stderr)
    print(report)


if __name__ == "__main__":
    main()
