"""One Muster as an operator runs it: a process with an environment, killed and started again at will."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port

STARTS_WITHIN = 40.0
ENDS_WITHIN = 20.0


@dataclass(slots=True)
class MusterProcess:
    """Restarts keep the environment and therefore the port and the data."""

    environment: Mapping[str, str]
    log: Path
    """Everything that all its lives wrote to standard output and standard error."""
    port: int = field(default_factory=lambda: free_port())
    arguments: tuple[str, ...] = ("serve",)
    _process: asyncio.subprocess.Process | None = None
    _listening: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Return when it has printed the line that begins with `ready`."""
        environment = {**os.environ, **self.environment, "PORT": str(self.port)}
        with self.log.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.cli", *self.arguments,
                env=environment, stdout=asyncio.subprocess.PIPE, stderr=errors.fileno(), start_new_session=True,
            )  # fmt: skip
        ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({waiting, self._listening}, timeout=STARTS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            waiting.cancel()
            await self.kill()
            raise AssertionError(f"Muster did not start:\n{self.said()[-4000:]}")

    async def kill(self) -> None:
        """End it without a warning."""
        self._signal(signal.SIGKILL)
        await self._ended()

    def strike(self) -> None:
        """The same, without waiting for the end."""
        self._signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and give back its exit status."""
        self._signal(signal.SIGTERM)
        return await self._ended()

    def said(self) -> str:
        """What it has written, in all its lives."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self._process and self._process.returncode is None:
                os.kill(self._process.pid, number)  # send_signal may take the exit status away from who waits for it

    async def _ended(self) -> int:
        if self._process is None:
            return 0
        try:
            status = await asyncio.wait_for(self._process.wait(), ENDS_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise AssertionError(f"Muster did not end when asked to:\n{self.said()[-4000:]}") from None
        finally:
            if self._listening:
                await self._listening
        return status

    async def _listen(self, ready: asyncio.Event) -> None:
        assert self._process and self._process.stdout
        while line := await self._process.stdout.readline():
            with self.log.open("ab") as log:
                log.write(line)
            if line.startswith(b"ready"):
                ready.set()
