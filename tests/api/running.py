"""A whole Muster behind its real HTTP server, in a thread of its own beside the test, where boto3 is used plainly.

with running(tmp_path) as api:
    api.client("ssm-incidents").list_replication_sets()
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from bot import environment
from bot.main import Muster, compose
from core.access_keys.access_key import AccessKey
from tests.api.signing import Answer, Sender, signed
from tests.migrated import lay_down
from tests.slack.memory import MovableClock
from tests.wire.raw_requests import WireRequest

Result = TypeVar("Result")
ONCE = Config(parameter_validation=False, retries={"total_max_attempts": 1})
"""What the server says to what is sent is at stake, not what botocore would do about either."""


@dataclass
class Api:
    muster: Muster
    clock: MovableClock
    loop: asyncio.AbstractEventLoop
    key: AccessKey = field(init=False)
    """An administrator's."""

    def __post_init__(self) -> None:
        self.key = self.new_key("ada")

    @property
    def url(self) -> str:
        return self.muster.server.url

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def run(self, doing: Coroutine[Any, Any, Result]) -> Result:
        """Have something done where Muster lives."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(30)

    def new_key(self, user: str, standing: Any = "administrator") -> AccessKey:
        return self.run(self.muster.access_keys.create(user, standing))

    def client(
        self, service: str, *, region: str = "us-east-1", key: AccessKey | None = None, config: Config = ONCE
    ) -> Any:
        """A boto3 client as scripts make it."""
        key = key or self.key
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, config=config,
            aws_access_key_id=key.id, aws_secret_access_key=key.secret,
        )  # fmt: skip

    def signed(self, request: WireRequest, service: str, **otherwise: Any) -> WireRequest:
        """The request with botocore's signature; see `tests.api.signing.signed`."""
        return signed(request, service, ":".join(map(str, self.address)), **({"key": self.key} | otherwise))

    def send(self, request: WireRequest) -> Answer:
        """Exactly these bytes, on a connection of their own."""
        with Sender(self.address) as sender:
            return sender.send(request)

    def onboard(self, *regions: str) -> None:
        self.client("ssm-incidents").create_replication_set(regions={one: {} for one in regions or ("us-east-1",)})


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[Api]:
    """Muster without Slack, on a free port, with a clock to move."""
    clock, loop = MovableClock(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="muster")
    thread.start()

    def run(doing: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(30)

    try:
        chosen = {"data_dir": folder / "data", "port": 0, "requests_per_second": 0} | settings
        chosen_settings = replace(environment.read({}), **chosen)
        lay_down(chosen_settings.database_file)
        muster = run(compose(chosen_settings, clock))
        try:
            run(muster.start())
            yield Api(muster, clock, loop)
        finally:
            run(muster.stop())
    finally:
        run(_ended())  # what still listens to clients that have gone
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
