"""A server under measurement: a process of its own on a processor of its own, and what it has used so far."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SERVER_CPU, DRIVER_CPU = 0, 1
START_LASTS = 60.0
DRAIN_LASTS = 20.0


class DidNotStart(Exception):
    """The process ended, or was silent, instead of saying `ready`."""


@dataclass(frozen=True, slots=True)
class Served:
    process: asyncio.subprocess.Process
    url: str
    start_lasted: float
    """Seconds from exec to the line `ready`."""
    said: asyncio.Task[None]

    def processor_seconds(self) -> float:
        """User and system time of all its threads, to the nanosecond; /proc/PID/stat knows hundredths of a second."""
        clock_of_process = (~self.process.pid << 3) | 2
        return time.clock_gettime(clock_of_process)

    def seconds_by_thread(self) -> dict[str, float]:
        """The same for each thread that is alive."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return {task.name: int((task / "schedstat").read_text().split()[0]) / 1e9 for task in tasks}

    def resident_megabytes(self) -> float:
        """Memory that is in use now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    async def stop(self) -> int:
        """Ask it to end, and wait."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.wait(), DRAIN_LASTS)
            except TimeoutError:
                self.process.kill()
        await self.said
        return await self.process.wait()


async def serve(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path, *, python: str = sys.executable
) -> Served:
    """Start `python ARGUMENTS` on the server's processor and wait for the line that begins with `ready`."""
    port = free_port()
    with log.open("ab") as stderr:
        began = time.perf_counter()
        process = await _on(SERVER_CPU, (python, *arguments), {**environment, "PORT": str(port)}, stderr.fileno())
        try:
            await asyncio.wait_for(_until_ready(process), START_LASTS)
        except (DidNotStart, TimeoutError):
            if process.returncode is None:
                process.kill()
            raise DidNotStart(f"{' '.join(arguments)}\n{await asyncio.to_thread(log.read_text)}") from None
    lasted = time.perf_counter() - began
    return Served(process, f"http://127.0.0.1:{port}", lasted, asyncio.create_task(_read_on(process)))


def stay_off_the_servers_processor() -> None:
    """Move the driver, where there are two processors."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {DRIVER_CPU})


async def _on(
    processor: int, command: Sequence[str], environment: Mapping[str, str], stderr: int
) -> asyncio.subprocess.Process:
    """A child inherits the processors of the thread that starts it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {processor})
    try:
        return await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE, stderr=stderr
        )
    finally:
        os.sched_setaffinity(0, before)


async def _until_ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout
    while line := await process.stdout.readline():
        if line.startswith(b"ready"):
            return
    raise DidNotStart


async def _read_on(process: asyncio.subprocess.Process) -> None:
    assert process.stdout
    while await process.stdout.readline():
        pass


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
