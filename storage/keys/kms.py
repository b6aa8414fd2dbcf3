"""AWS KMS as a holder of keys: boto3 in threads of its own, a short patience, and errors that mean something."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

from core.unreadable import KeyOutOfReach, KeyRefused, KeyThrottled
from storage.keys.local import DATA_KEY_ID_BYTES
from storage.keys.provider import Context, Wrapped
from storage.sealing import CannotOpen, DataKey

PATIENCE = 2
"""Seconds for a connection, and again for its answer: pages wait for it."""
IN_ALL = 5.0
"""Seconds for a question with all its attempts, however many addresses are tried and threads are waited for."""
THREADS = 8
REFUSED = frozenset({
    "AccessDeniedException", "DisabledException", "InvalidKeyUsageException", "KMSInvalidStateException",
    "NotFoundException",
})  # fmt: skip
ALTERED = frozenset({"IncorrectKeyException", "InvalidCiphertextException"})
THROTTLED = frozenset({"LimitExceededException", "ThrottlingException", "Throttling", "TooManyRequestsException"})


class KmsProvider:
    """`KeyProvider`; `key` is the ARN of a KMS key, and its Region is asked."""

    def __init__(self, client_of: Callable[[str], Any], within: float = IN_ALL) -> None:
        """`client_of`: a boto3 client of KMS in a Region."""
        self._client_of, self._within = client_of, within
        self._clients: dict[str, Any] = {}
        self._making = Lock()
        # Threads of its own: while KMS hangs, nobody else may wait for one, such as whoever looks up Slack's address.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="kms")

    async def generate(self, key: str, context: Context) -> tuple[DataKey, Wrapped]:
        """See `KeyProvider`."""
        told = await self._ask(key, "generate_data_key", KeySpec="AES_256", EncryptionContext=dict(context))
        return DataKey(os.urandom(DATA_KEY_ID_BYTES), told["Plaintext"]), Wrapped(key, told["CiphertextBlob"])

    async def wrap(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """See `KeyProvider`."""
        told = await self._ask(key, "encrypt", Plaintext=data_key.key, EncryptionContext=dict(context))
        return Wrapped(key, told["CiphertextBlob"])

    async def unwrap(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """See `KeyProvider`."""
        blob, spoken = wrapped.blob, dict(context)
        told = await self._ask(wrapped.key_id, "decrypt", CiphertextBlob=blob, EncryptionContext=spoken)
        return DataKey(data_key_id, told["Plaintext"])

    async def describe(self, key: str) -> dict[str, Any]:
        """What KMS says of a key."""
        return dict((await self._ask(key, "describe_key"))["KeyMetadata"])

    def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, key: str, method: str, **parameters: Any) -> Any:
        asking = partial(self._ask_here, key, method, parameters)
        try:
            async with asyncio.timeout(self._within):
                return await asyncio.get_running_loop().run_in_executor(self._threads, asking)
        except TimeoutError:
            raise KeyOutOfReach(f"AWS KMS does not answer for {key} within {self._within:g} s") from None

    def _ask_here(self, key: str, method: str, parameters: dict[str, Any]) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client(region_of(key)), method)(KeyId=key, **parameters)
        except ClientError as error:
            raise _meaning(error.response.get("Error", {}).get("Code", ""), key) from None
        except BotoCoreError as error:  # no connection, no answer in time, no credentials
            raise KeyOutOfReach(f"AWS KMS does not answer for {key}: {type(error).__name__}") from None

    def _client(self, region: str) -> Any:
        with self._making:
            if region not in self._clients:
                self._clients[region] = self._client_of(region)
            return self._clients[region]


def _meaning(code: str, key: str) -> Exception:
    if code in REFUSED:
        return KeyRefused(f"AWS KMS refuses {key}: {code}")
    if code in ALTERED:
        return CannotOpen(f"AWS KMS does not open it with {key}: {code}")
    if code in THROTTLED:
        return KeyThrottled(f"AWS KMS was asked too often for {key}: {code}")
    return KeyOutOfReach(f"AWS KMS cannot do it for {key}: {code}")


def region_of(key_arn: str) -> str:
    """Where a key is."""
    return key_arn.split(":")[3]


def real_kms(endpoint: str | None) -> KmsProvider:
    """AWS's own, with the credentials that boto3 finds; or whoever answers at `endpoint`."""
    return KmsProvider(lambda region: client_in(region, endpoint))


def client_in(region: str, endpoint: str | None) -> Any:
    """A client that gives up soon."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=PATIENCE,
        read_timeout=PATIENCE,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=THREADS,
    )
    return boto3.Session().client("kms", region_name=region, endpoint_url=endpoint, config=config)
