"""Has everything imported already, and becomes a `muster serve` as often as it is told: a start costs no second.

A line on standard input is `NAME PORT`; on standard output come `NAME pid PID` and `NAME ready`.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import itertools
import os
import signal
import sys

import bot.cli
import bot.main
from core.policies.managed import managed
from storage import statements
from storage.postgres_text import wording
from storage.shelves import SHELVES

IMPORTED_LATER = (
    "apscheduler.executors.asyncio", "apscheduler.triggers.cron", "apscheduler.triggers.interval",
    "slack_bolt.listener_matcher.async_builtins", "storage.postgres", "storage.postgres_migrating", "structlog",
)  # fmt: skip
"""Where it is configured, or when it is first needed."""
MADE_LATER = ("by_key", "insertion", "replacement", "expectation", "presence", "deletion", "removal", "_document")
"""Of each shelf, when something is first kept there."""
PR_SET_PDEATHSIG = 1


class Ready(io.TextIOBase):
    """Standard output of one process: what it says there begins with its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def write(self, text: str) -> int:
        if text.startswith("ready"):
            os.write(1, f"{self._name} ready\n".encode())
        return len(text)


def main() -> None:
    """Fork until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    prepare()
    for line in sys.stdin:
        name, port = line.split()
        pid = os.fork()
        if not pid:
            become(name, port)
        os.write(1, f"{name} pid {pid}\n".encode())


def prepare() -> None:
    """Make what each of them would make of the program's own files, whatever its configuration and its data are."""
    for name in IMPORTED_LATER:
        importlib.import_module(name)
    managed()
    for shelf, name in itertools.product(SHELVES, MADE_LATER):
        getattr(shelf, name)
    for statement in tuple(statements._known.values()):
        wording(statement)
    gc.freeze()  # or else the first collection in each of them would copy what all of them share


def become(name: str, port: str) -> None:
    """A `muster serve` like any other."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ["PORT"] = port
    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - for as long as the process lives
    sys.stdout, sys.argv = Ready(name), ["muster", "serve"]
    status = bot.cli.main()
    os._exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
