"""An AWS KMS that notes what it is asked, keeps to encryption contexts and key states, and can fall silent.

moto keeps to contexts, but to no key state; what it is like to talk to a server of KMS is tested with moto elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from bot import environment
from bot.assembly.door import dispatcher_of
from core.work import Chance
from storage.keys.file import KeyringFile
from storage.keys.holders import KeySources
from storage.keys.kms import KmsProvider
from storage.opening import open_storage
from storage.sealing import DataKey, Place, open_sealed, seal
from tests.databases import database_in
from tests.operations.muster import ARNS, MovableClock, Muster, SmallWorkspace

KEY = f"arn:aws:kms:us-east-1:{ARNS.account}:key/11111111-2222-3333-4444-555555555555"
SOUND = {
    "Arn": KEY,
    "KeySpec": "SYMMETRIC_DEFAULT",
    "KeyUsage": "ENCRYPT_DECRYPT",
    "KeyState": "Enabled",
    "Origin": "AWS_KMS",
    "MultiRegion": False,
}


@dataclass
class FakeKms:
    """A boto3 client, as far as Muster uses one."""

    about: dict[str, Any] = field(default_factory=lambda: dict(SOUND))
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    trouble: str = ""
    """The code of the error that everything is answered with, or `silence`."""
    secret: DataKey = field(default_factory=lambda: DataKey(bytes(16), bytes(range(32))))

    def generate_data_key(self, **asked: Any) -> dict[str, bytes]:
        self._heard("GenerateDataKey", asked)
        key = bytes([len(self.asked) % 256]) * 32
        return {"Plaintext": key, "CiphertextBlob": self._sealed(key, asked)}

    def encrypt(self, **asked: Any) -> dict[str, bytes]:
        self._heard("Encrypt", asked)
        return {"CiphertextBlob": self._sealed(asked["Plaintext"], asked)}

    def decrypt(self, **asked: Any) -> dict[str, bytes]:
        self._heard("Decrypt", asked)
        try:
            return {"Plaintext": open_sealed(asked["CiphertextBlob"], _place(asked), self.secret)}
        except Exception:
            raise _error("InvalidCiphertextException") from None

    def describe_key(self, **asked: Any) -> dict[str, Any]:
        self._heard("DescribeKey", asked)
        return {"KeyMetadata": self.about}

    def contexts(self) -> list[dict[str, str]]:
        """Of every cryptographic request."""
        return [asked["EncryptionContext"] for name, asked in self.asked if name != "DescribeKey"]

    def _heard(self, operation: str, asked: dict[str, Any]) -> None:
        self.asked.append((operation, asked))
        if self.trouble == "silence":
            raise ReadTimeoutError(endpoint_url="https://kms.example")
        if self.trouble:
            raise _error(self.trouble)

    def _sealed(self, key: bytes, asked: dict[str, Any]) -> bytes:
        return seal(key, _place(asked), self.secret)


def _place(asked: dict[str, Any]) -> Place:
    return Place("kms", asked["KeyId"], (json.dumps(asked["EncryptionContext"], sort_keys=True),), 1)


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "x")


async def muster_on(kms: FakeKms, folder: Path) -> Muster:
    """A Muster whose replication set may have keys of this KMS."""
    clock, workspace = MovableClock(), SmallWorkspace()
    settings = replace(environment.read({}), account_id=ARNS.account, region=ARNS.region)
    sources = KeySources(KeyringFile(folder / "keyring.json"), KmsProvider(lambda _: kms), ARNS.region)
    storage = await open_storage(database_in(folder), sources, ARNS.account, clock)
    dispatcher = dispatcher_of(settings, storage, storage.store, workspace, clock, Chance())
    return Muster(storage, clock, workspace, dispatcher)


async def onboard(muster: Muster, key: str = KEY) -> str:
    """Make the replication set under this key."""
    answer = await muster.incidents("CreateReplicationSet", regions={"us-east-1": {"sseKmsKeyId": key}})
    return str(answer["arn"])
