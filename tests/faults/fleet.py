"""Some Musters as processes, killed and started again; and the calls that programs make of whichever is there."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from core.clock import SystemClock
from tests.ports import free_port

PATIENCE = aiohttp.ClientTimeout(total=10)
BREATH = 0.02
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds between two attempts, by chance and doubled each time, as AWS's programs do it: hundreds that ask again at
once would take the processors from those whom they ask."""


@dataclass
class Replica:
    name: str
    port: int
    pid: int = 0
    is_ready: bool = False
    up_since: float = 0.0


class Fleet:
    """`count` processes with the same environment."""

    def __init__(self, environment: dict[str, str], log: Path, count: int) -> None:
        self._environment, self._log = environment, log
        self.replicas = {f"r{number}": Replica(f"r{number}", free_port()) for number in range(count)}
        self.kills = 0
        self.ended_alone = 0
        self.killed: list[datetime] = []
        self.starts_lasted: list[float] = []
        self._struck_at: dict[str, float] = {}

    async def start(self) -> None:
        """Back when all are ready."""
        with self._log.open("ab") as log:
            self._zygote = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.zygote", env={**os.environ, **self._environment},
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log.fileno(),
            )  # fmt: skip
        self._listening = asyncio.create_task(self._listen())
        for replica in self.replicas.values():
            self._begin(replica)
        self._supervising = asyncio.create_task(self._supervise())
        await self.all_ready()

    async def all_ready(self, within: float = 60) -> None:
        """Wait for it."""
        end = time.monotonic() + within
        while not all(one.is_ready for one in self.replicas.values()):
            if time.monotonic() > end:
                raise AssertionError(f"not all are ready; the log ends with\n{self._log.read_text()[-3000:]}")
            await asyncio.sleep(BREATH)

    def strike(self, replica: Replica) -> None:
        """Kill one without a warning, and have its successor start at once."""
        replica.is_ready = False
        with suppress(ProcessLookupError):
            if replica.pid:
                os.kill(replica.pid, signal.SIGKILL)
        self.kills += 1
        self.killed.append(SystemClock().now())
        self._begin(replica)

    def ready(self) -> list[Replica]:
        """Those that can be asked, and killed."""
        return [one for one in self.replicas.values() if one.is_ready]

    async def end(self) -> None:
        """Terminate all, as an operator would, and wait for it."""
        self._supervising.cancel()
        for replica in self.replicas.values():
            with suppress(ProcessLookupError):
                if replica.pid:
                    os.kill(replica.pid, signal.SIGTERM)
        while any(one.pid and _lives(one.pid) for one in self.replicas.values()):  # noqa: ASYNC110 - they are not our children
            await asyncio.sleep(BREATH)
        assert self._zygote.stdin
        self._zygote.stdin.close()
        await self._zygote.wait()
        await self._listening

    async def _supervise(self) -> None:
        """Start again what ended by itself, as whatever runs Muster does: without a database it does not start."""
        while True:
            await asyncio.sleep(0.25)
            for replica in self.replicas.values():
                if replica.pid and not _lives(replica.pid):
                    self.ended_alone += 1
                    replica.is_ready = False
                    self._begin(replica)

    def _begin(self, replica: Replica) -> None:
        assert self._zygote.stdin
        replica.pid = 0
        self._struck_at[replica.name] = time.monotonic()
        self._zygote.stdin.write(f"{replica.name} {replica.port}\n".encode())

    async def _listen(self) -> None:
        assert self._zygote.stdout
        while line := (await self._zygote.stdout.readline()).decode().split():
            replica = self.replicas[line[0]]
            if line[1] == "pid":
                replica.pid = int(line[2])
            else:
                replica.is_ready, replica.up_since = True, time.monotonic()
                self.starts_lasted.append(time.monotonic() - self._struck_at[replica.name])


def _lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@dataclass
class Programs:
    """Whoever calls by HTTP, with a key: any replica that is there, until one says yes."""

    fleet: Fleet
    key: tuple[str, str]
    http: aiohttp.ClientSession
    refused: dict[str, int] = field(default_factory=dict)

    async def insist(self, service: str, operation: str, params: dict[str, Any], within: float = 60) -> dict[str, Any]:
        """The answer; `Refused` where the call itself is not possible."""
        end, longest = time.monotonic() + within, SHORTEST_PAUSE
        while True:
            there = self.fleet.ready()
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                if there:
                    status, told = await self._call(random.choice(there), service, operation, params)
                    if status == 200:
                        return told
                    if status < 500 and status != 429:
                        raise Refused(json.dumps(told))
                    self.refused[str(status)] = self.refused.get(str(status), 0) + 1
            if time.monotonic() > end:
                raise AssertionError(f"{operation} was not taken within {within} s")
            await asyncio.sleep(random.uniform(SHORTEST_PAUSE / 2, longest))
            longest = min(2 * longest, LONGEST_PAUSE)

    async def _call(self, replica: Replica, service: str, operation: str, params: dict[str, Any]) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{replica.port}/"
        headers = {"Content-Type": "application/json"}
        if service == "ssm-contacts":
            headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"SSMContacts.{operation}"}
        else:
            url += operation[0].lower() + operation[1:]
        made = AWSRequest("POST", url, headers, json.dumps(params))
        SigV4Auth(Credentials(*self.key), service, "us-east-1").add_auth(made)
        sent = dict(made.headers.items())
        async with self.http.post(url, data=json.dumps(params), headers=sent, timeout=PATIENCE) as response:
            return response.status, json.loads(await response.read() or b"{}")


class Refused(Exception):
    """The call is not possible."""
