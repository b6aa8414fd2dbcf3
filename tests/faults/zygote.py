"""Has everything imported already, and becomes a `muster serve` as often as it is told: a start costs no second.

A line on standard input is `NAME PORT`; on standard output come `NAME pid PID` and `NAME ready`.
"""

from __future__ import annotations

import ctypes
import io
import os
import signal
import sys

import bot.cli
import bot.main
import storage.postgres  # noqa: F401 - imported where it is configured only

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
    for line in sys.stdin:
        name, port = line.split()
        pid = os.fork()
        if not pid:
            become(name, port)
        os.write(1, f"{name} pid {pid}\n".encode())


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
