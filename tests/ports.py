"""Ports that are told before anybody listens on them: from a range of each test process's own.

They lie below those that the system gives to whoever asks for any: nobody gets one by chance in between.
"""

from __future__ import annotations

import os
import socket
from itertools import cycle

FIRST, EACH = 16_000, 2_000
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_coming = cycle(range(FIRST + _worker * EACH + os.getpid() % 500, FIRST + (_worker + 1) * EACH))


def free_port() -> int:
    """A port that nobody listens on."""
    for port in _coming:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("there is always a next one")
