"""Lives with everything in them, one after the other.  By hand: `python -m tests.faults.soak --minutes 10`."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.test_life import SHORT, life_in
from tests.faults.theatre import theatre

LONGEST = 240.0
"""Minutes."""


def main(minutes: float) -> int:
    """Live until the time is over; what was found is raised, with the steps that led to it."""
    logging.disable(logging.CRITICAL)  # what is broken on purpose is told at length
    end, lives = time.monotonic() + min(minutes, LONGEST) * 60, 0
    # What comes of a race is seldom found again: to look for a smaller life would take minutes, and lose the find.
    longer = settings(SHORT, max_examples=10, stateful_step_count=50, database=None, phases=(Phase.generate,))
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder, theatre(Path(folder)) as stage:
            run_state_machine_as_test(life_in(stage), settings=longer)
        lives += 10
        print(f"{lives} lives, and nothing wrong", flush=True)  # noqa: T201 - for the person at the terminal
    return 0


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--minutes", type=float, default=10.0)
    sys.exit(main(reader.parse_args().minutes))
