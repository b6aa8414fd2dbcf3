"""The command `muster` as whoever moves types it: in a process of its own, on a data directory."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    out: str
    err: str


async def muster(data_dir: Path, *arguments: str, **variables: str) -> Said:
    """Run one command to its end."""
    process = await started(data_dir, *arguments, **variables)
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def serving(data_dir: Path) -> AsyncIterator[str]:
    """Where a Muster on this data directory answers, until it is stopped again."""
    process = await started(data_dir, "serve", PORT="0")
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while not (line := (await process.stdout.readline()).decode()).startswith("ready "):
                assert line, "it ended before it was ready"
        yield line.split()[1]
    finally:
        process.terminate()
        await process.communicate()


async def started(
    data_dir: Path, *arguments: str, stdout: int | IO[bytes] = asyncio.subprocess.PIPE, **variables: str
) -> asyncio.subprocess.Process:
    """One command, begun; nothing of this machine's own settings reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MUSTER_", "SLACK_"))}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", *arguments,
        cwd=ROOT,
        env={**kept, "MUSTER_DATA_DIR": str(data_dir), **variables},
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=_as_from_a_terminal,
    )  # fmt: skip


def _as_from_a_terminal() -> None:
    """Ctrl-C ends it, also where the tests run in the background and have inherited that it does nothing."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
