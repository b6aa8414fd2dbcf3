"""Fuzzing for as long as wanted: `python -m tests.fuzz --minutes 60`, perhaps with the names of some targets."""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import HypothesisException

from tests.fuzz.targets import TARGETS

EXAMPLES_A_ROUND = 500


def main(arguments: list[str] | None = None) -> int:
    """Go round the targets until the time is over or something breaks; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("targets", nargs="*", help=f"all of: {', '.join(TARGETS)}")
    asked = parser.parse_args(arguments)
    ends_at = time.monotonic() + 60 * asked.minutes
    tried: Counter[str] = Counter()
    found = 0
    for number, name in enumerate(itertools.cycle(asked.targets or TARGETS)):
        if time.monotonic() >= ends_at or found >= 5:
            break
        found += not _holds(name, number, tried)
    _say(*(f"{name}: {count} inputs" for name, count in tried.items()), f"findings: {found}")
    return 1 if found else 0


def _holds(name: str, number: int, tried: Counter[str]) -> bool:
    @seed(time.time_ns() ^ number)
    @settings(max_examples=EXAMPLES_A_ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(TARGETS[name].inputs)
    def hold(value: object) -> None:
        tried[name] += 1
        TARGETS[name](value)

    try:
        hold()
    except (Exception, HypothesisException) as problem:
        _say(f"{name}: {type(problem).__name__}: {problem}", *getattr(problem, "__notes__", ()))
        return False
    return True


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join((*lines, "")))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
