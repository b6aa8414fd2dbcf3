"""AWS KMS as moto plays it, with all that it is asked written down, and with the troubles that moto never has."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any

from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from storage.keys.file import KeyringFile
from storage.keys.holders import KeySources
from storage.keys.kms import KmsProvider, client_in
from tests.operations.muster import Muster, open_muster
from tests.storage.examples import migrated

spied_on = lru_cache(lambda region, endpoint: client_in(region, endpoint))
"""One for all tests, each of which brings a spy of its own: a client takes long to make."""
owners_client = lru_cache(client_in)
"""The hands of whoever owns the keys; nobody writes down what they do."""
ASKING, SPY = "provide-client-params.kms", "spy"
CRYPTOGRAPHIC = ("GenerateDataKey", "Encrypt", "Decrypt", "ReEncrypt")


@contextmanager
def moto_server() -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)))
            reading = Thread(target=process.stderr.read)  # a full pipe would stop it
            reading.start()
            yield found[0]
        finally:
            process.kill()
        reading.join()


@dataclass
class Aws:
    """One account's KMS in any Region."""

    endpoint: str
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    clients: dict[str, Any] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    """The Regions that do not answer."""

    def client(self, region: str) -> Any:
        if region not in self.clients:
            client = self.clients[region] = spied_on(region, self.endpoint)

            def note(params: dict[str, Any], model: Any, **_: Any) -> None:
                self.asked.append((model.name, dict(params)))
                if region in self.silent:
                    raise ConnectTimeoutError(endpoint_url=self.endpoint)

            client.meta.events.unregister(ASKING, unique_id=SPY)
            client.meta.events.register(ASKING, note, unique_id=SPY)
        return self.clients[region]

    def key(self, region: str = "us-east-1", **kind: Any) -> str:
        """A new key's ARN, made by its owner; moto, unlike AWS, knows no usage where none is said."""
        asked = {"KeyUsage": "ENCRYPT_DECRYPT", **kind}
        return str(owners_client(region, self.endpoint).create_key(**asked)["KeyMetadata"]["Arn"])

    def sources(self, folder: Path, region: str = "us-east-1") -> KeySources:
        return KeySources(KeyringFile(folder / "keyring.json"), KmsProvider(self.client), region)

    @contextmanager
    def answering(self, code: str, *, status: int = 400, to: str = "decrypt") -> Iterator[None]:
        """Once, with this error."""
        with Stubber(self.client("us-east-1")) as stubber:
            stubber.add_client_error(to, code, http_status_code=status)
            yield
            stubber.assert_no_pending_responses()

    def cryptographic(self) -> list[tuple[str, dict[str, Any]]]:
        return [(name, params) for name, params in self.asked if name.startswith(CRYPTOGRAPHIC)]


@dataclass
class Installation:
    """One data directory; whoever opens it again closes it first."""

    folder: Path
    aws: Aws
    muster: Muster | None = None

    async def open(self, keys: KeySources | None = None) -> Muster:
        await self.close()
        if not self.database.exists():
            self.database.write_bytes(migrated())
            self.database.chmod(0o600)
        self.muster = await open_muster(self.folder, keys=keys or self.aws.sources(self.folder))
        return self.muster

    async def close(self) -> None:
        if self.muster:
            await self.muster.storage.close()
        self.muster = None

    @property
    def database(self) -> Path:
        return self.folder / "muster.db"
