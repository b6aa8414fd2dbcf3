"""Run a command with no network but loopback, where this machine allows it; elsewhere just run it.

The local Slack listens on every interface, and a test that reaches out would pass here and fail elsewhere.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x1000_0000, 0x4000_0000
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def go_alone() -> None:
    """Move this process into a network of its own, in which only loopback is up."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET if user == 0 else CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    if user:
        for name, line in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(line)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as request:
        fcntl.ioctl(request, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


def main(command: list[str]) -> None:
    """Become the command."""
    try:
        go_alone()
    except (OSError, AttributeError) as problem:
        sys.stderr.write(f"No network namespace here ({problem}): the local Slack will listen on every interface.\n")
    os.execvp(command[0], command)  # noqa: S606  the command is the caller's


if __name__ == "__main__":
    main(sys.argv[1:])
