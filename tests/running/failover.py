"""A drill: the primary dies with Muster, a standby is promoted, and nobody who had to be paged is forgotten.

python -m tests.running.failover                    # the copy is waited for: nothing that was answered is lost
python -m tests.running.failover --asynchronous     # it is not: says what was lost
python -m tests.running.failover --one-muster       # Muster lives, and its DATABASE_URL names both
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import environment
from bot.control import Control, opened
from core.clock import SystemClock
from core.errors import Refusal
from tests.postgres import NOBODY, Server, programs
from tests.scenarios.process import MusterProcess

SECONDS = 5
MINUTE = 4
"""Seconds that a plan's minute lasts: so long after the first stage is the second one due."""
STANDBY = "standby"


@dataclass
class Standby:
    """A copy that follows, and can be promoted."""

    primary: Server
    directory: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pg-standby-")))

    def __post_init__(self) -> None:
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.directory, self._user, self._user)

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run([programs() / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/",
                       user=self._user, group=self._user)  # fmt: skip

    @property
    def data(self) -> str:
        return str(self.directory / "data")

    def copy_and_follow(self) -> None:
        conninfo = f"host={self.primary.directory} user=muster application_name={STANDBY}"
        self.run("pg_basebackup", "-d", conninfo, "-D", self.data, "-R", "-C", "-S", STANDBY, "-X", "stream",
                 "-c", "fast")  # fmt: skip
        options = f"-c unix_socket_directories={self.directory} -c listen_addresses="
        self.run("pg_ctl", "-D", self.data, "-l", f"{self.directory}/log", "-o", options, "-w", "start")

    def promote(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "promote")

    def remove(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.directory)


@dataclass
class Region:
    """A machine with a Muster on it."""

    folder: Path
    database: str

    @property
    def process(self) -> MusterProcess:
        variables = {
            "DATABASE_URL": self.database,
            "MUSTER_DATA_DIR": str(self.folder),
            "MUSTER_OUTBOX_FILE": "1",
            "MUSTER_MINUTE": f"{MINUTE}s",
        }
        return MusterProcess(variables, self.folder / "log")

    @property
    def messages(self) -> list[dict[str, str]]:
        outbox = self.folder / "outbox.jsonl"
        return [json.loads(line) for line in outbox.read_text().splitlines()] if outbox.exists() else []

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Control]:
        settings = replace(environment.read({}), data_dir=self.folder, database_url=self.database)
        async with opened(settings, SystemClock()) as control:
            yield control


async def somebody(region: Region) -> str:
    """Who is paged twice, a minute apart, unless they answer."""
    async with region.operator() as control:
        await control.call("ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
        person = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}
        contact = str((await control.call("ssm-contacts:CreateContact", person))["ContactArn"])
        address = {"SimpleAddress": "ana@example.com"}
        wanted = {"ContactId": contact, "Name": "Mail", "Type": "EMAIL", "DeliveryAddress": address}
        channel = (await control.call("ssm-contacts:CreateContactChannel", wanted))["ContactChannelArn"]
        while not region.messages:  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.05)
        agreed = {"ContactChannelId": channel, "ActivationCode": region.messages[0]["code"]}
        await control.call("ssm-contacts:ActivateContactChannel", agreed)
        stage = {"DurationInMinutes": 1, "Targets": [{"ChannelTargetInfo": {"ContactChannelId": channel}}]}
        await control.call("ssm-contacts:UpdateContact", {"ContactId": contact, "Plan": {"Stages": [stage, stage]}})
    return contact


async def engage(region: Region, contact: str, answered: list[str]) -> None:
    """Until somebody pulls the plug."""
    text = {"Sender": "drill", "Subject": "Down", "Content": "Come quickly."}
    async with region.operator() as control:
        while True:
            told = await control.call("ssm-contacts:StartEngagement", {"ContactId": contact, **text})
            answered.append(str(told["EngagementArn"]))
            await asyncio.sleep(0.05)


async def until_paged(region: Region, engagements: list[str]) -> tuple[int, int]:
    """Waits until both stages of each engagement were paged; how many are not there at all, and how many pages."""
    lost = pages = 0
    async with region.operator() as control:
        for arn in engagements:
            try:
                sent = await sent_of(control, arn)
            except Refusal:  # nobody knows it
                lost += 1
                continue
            while sent < 2:
                await asyncio.sleep(0.1)
                sent = await sent_of(control, arn)
            pages += sent
    return lost, pages


async def sent_of(control: Control, engagement: str) -> int:
    """How many of its pages have been handed over."""
    await control.call("ssm-contacts:DescribeEngagement", {"EngagementId": engagement})
    told = await control.call("ssm-contacts:ListPagesByEngagement", {"EngagementId": engagement})
    return sum("SentTime" in one for one in told["Pages"])


async def drill(asked: argparse.Namespace) -> int:
    """The exit status: 0 where nothing was lost."""
    primary = Server({}).start()
    database = primary.empty_database()
    standby = Standby(primary)
    standby.copy_and_follow()
    if not asked.asynchronous:
        primary.do(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        primary.do("SELECT pg_reload_conf()")
    both = database.replace(str(primary.directory), f"{primary.directory},{standby.directory}")
    folders = [Path(tempfile.mkdtemp(prefix="muster-")) for _ in range(2)]
    here = Region(folders[0], f"{both}&target_session_attrs=read-write" if asked.one_muster else database)
    there = here if asked.one_muster else Region(
        folders[1], database.replace(str(primary.directory), str(standby.directory))
    )  # fmt: skip
    process = here.process
    await process.start()
    contact = await somebody(here)
    answered: list[str] = []
    starting = asyncio.create_task(engage(here, contact, answered))
    await asyncio.sleep(SECONDS)

    began = time.monotonic()
    primary.stop(signal.SIGQUIT)
    if not asked.one_muster:
        await process.kill()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    known = len(answered)
    standby.promote()
    promoted = time.monotonic() - began
    if not asked.one_muster:
        shutil.copy(here.folder / "keyring.json", there.folder / "keyring.json")
        process = there.process
        await process.start()
    ready = time.monotonic() - began
    lost, pages = await until_paged(there, answered[:known])
    done = time.monotonic() - began
    print(  # noqa: T201 - for whoever tries it
        f"{known} engagements were answered, {lost} of them lost; {pages} pages, all sent. "
        f"Promoted after {promoted:.1f} s, Muster ready after {ready:.1f} s, the last second stage after {done:.1f} s."
    )
    await process.stop()
    standby.remove()
    primary.remove()
    for folder in folders:
        shutil.rmtree(folder)
    return 1 if lost else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--asynchronous", action="store_true", help="the primary does not wait for its standby")
    parser.add_argument("--one-muster", action="store_true", help="Muster survives, and knows both servers")
    return asyncio.run(drill(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
