"""The local Slack workspace of the demo: a program of its own, started beside Muster and stopped with it."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.organisation import CHANNELS, PEOPLE, Person
from bot.variables import WrongSetting

BOT_USER, APP_ID = "U0AWS", "A0MUSTER"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-demo", "xapp-demo", "demo-signing-secret"
PID_FILE = "local-slack.pid"


class NoLocalSlack(Exception):
    """There is no local Slack here; the text says why."""


@dataclass(frozen=True, slots=True)
class LocalSlack:
    port: int
    pid: int
    process: Process | None = None
    """None where an earlier demo started it."""

    @property
    def url(self) -> str:
        """Where a browser sees it."""
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """End it, with everything that was said in it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        if self.process:
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
    """Start it on `port`; without `request_url` it expects the app in Socket Mode.

    A demo that was killed leaves its workspace behind, with all that was said there: this one goes on in it.
    """
    if left_behind := await _left_behind(port, folder, "events" if request_url else "socket"):
        return left_behind
    config = folder / "local-slack.json"
    config.write_text(json.dumps(configuration(request_url), indent=1))
    with (folder / "local-slack.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            str(program(os.environ)), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1",
            "--files-dir", str(folder / "local-slack-files"), stdin=DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    (folder / PID_FILE).write_text(str(process.pid))
    for _ in range(200):
        if process.returncode is not None:
            break
        if await _mode(port):
            return LocalSlack(port, process.pid, process)
        await asyncio.sleep(0.1)
    if process.returncode is None:
        process.kill()
    raise NoLocalSlack(f"it did not start on port {port}; {folder / 'local-slack.log'} may say why")


async def _left_behind(port: int, folder: Path, mode: str) -> LocalSlack | None:
    found = await _mode(port)
    pid_file = folder / PID_FILE
    if found == mode and pid_file.exists():
        return LocalSlack(port, int(pid_file.read_text()))
    if found or await _is_taken(port):
        raise WrongSetting(f"Port {port} is taken, perhaps by another demo's Slack: choose one with --slack-port.")
    return None


async def _is_taken(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _mode(port: int) -> str | None:
    """`events` or `socket`, where a workspace of the demo answers on this port."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.get(f"http://127.0.0.1:{port}/_control/state") as response,
        ):
            apps = (await response.json())["apps"]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return None
    return next((str(app["mode"]) for app in apps if app["appId"] == APP_ID), None)


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
