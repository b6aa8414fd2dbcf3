"""The local Slack workspace of the demo: a program of its own, started beside Muster and stopped with it."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.organisation import CHANNELS, PEOPLE, Person

BOT_USER, APP_ID = "U0AWS", "A0MUSTER"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-demo", "xapp-demo", "demo-signing-secret"
STARTS_WITHIN = 20.0


class NoLocalSlack(Exception):
    """There is no local Slack here; the text says why."""


@dataclass(frozen=True, slots=True)
class LocalSlack:
    process: Process
    port: int

    @property
    def url(self) -> str:
        """Where a browser sees it."""
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


def program(environment: Mapping[str, str]) -> Path:
    """Where the program is; raise `NoLocalSlack` where there is none, with the reason."""
    named = environment.get("MUSTER_LOCAL_SLACK", ".cache/local-slack/bin/local-slack")
    if Path(named).is_file():
        return Path(named).resolve()
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoLocalSlack("the local Slack runs on Linux x86-64 only")
    if shutil.which("npm") is None:
        raise NoLocalSlack("the local Slack comes as an npm package, and npm was not found")
    raise NoLocalSlack("the local Slack is not unpacked; `make demo` does that")


async def start(port: int, folder: Path, request_url: str | None) -> LocalSlack:
    """Start it on `port`; without `request_url` it expects the app in Socket Mode."""
    config = folder / "local-slack.json"
    config.write_text(json.dumps(configuration(request_url), indent=1))
    files = folder / "local-slack-files"
    process = await asyncio.create_subprocess_exec(
        str(program(os.environ)), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1",
        "--files-dir", str(files), stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        await asyncio.wait_for(_running(process), STARTS_WITHIN)
    except (TimeoutError, NoLocalSlack) as problem:
        if process.returncode is None:
            process.kill()
        raise NoLocalSlack(f"it did not start on port {port}: {problem}") from None
    return LocalSlack(process, port)


async def _running(process: Process) -> None:
    """Wait for its word that it runs, and go on reading what it says, so that it never waits for a reader."""
    if process.stdout is None or process.stderr is None:
        raise NoLocalSlack("its output cannot be read")
    async for line in process.stdout:
        if b"is running" in line:
            for stream in (process.stdout, process.stderr):
                _KEPT.add(task := asyncio.create_task(_drain(stream)))
                task.add_done_callback(_KEPT.discard)
            return
    raise NoLocalSlack((await process.stderr.read()).decode(errors="replace").strip()[-300:] or "it ended at once")


_KEPT: set[asyncio.Task[None]] = set()


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.read(65536):
        pass


def configuration(request_url: str | None) -> dict[str, Any]:
    """The workspace: the sample organisation's people, its channels, and the app, whose name there is `aws`."""
    app = {
        "appId": APP_ID,
        "botUserId": BOT_USER,
        "botName": "aws",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        **({"mode": "events", "requestUrl": request_url} if request_url else {"mode": "socket"}),
    }
    members = [*(person.user_id for person in PEOPLE), BOT_USER]
    return {
        "workspace": {"name": "Corner Shop", "domain": "corner-shop"},
        "apps": [app],
        "users": [_user(person) for person in PEOPLE],
        "channels": [{"id": id_, "name": name, "members": members} for id_, name in CHANNELS.items()],
    }


def _user(person: Person) -> dict[str, str]:
    return {
        "id": person.user_id,
        "name": person.alias,
        "real_name": person.name,
        "email": f"{person.alias}@example.com",
        "tz": "Etc/UTC",
    }
