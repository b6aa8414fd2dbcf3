"""A holder of keys whose every use is in the record of all calls, with what it was used for."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar

from core.arns import Arns
from core.audit.recording import Deed, Recorder
from core.caller import Caller
from core.clock import Clock
from core.errors import Refusal
from core.unreadable import KeyRefused
from core.work import Note, Store
from storage.keys.provider import Context, KeyProvider, Wrapped
from storage.sealing import CannotOpen, DataKey

log = logging.getLogger(__name__)

T = TypeVar("T")


class KeyUses:
    """Where uses are recorded: with the account that the resource belongs to, once its records can be written."""

    def __init__(self, region: str, clock: Clock) -> None:
        self._region, self._clock = region, clock
        self._stores: dict[str, Store] = {}

    def record_in(self, account: str, store: Store) -> None:
        """From now on the uses of this account's keys are recorded there."""
        self._stores[account] = store

    async def note(self, action: str, key: str, context: Context, problem: Exception | None = None) -> None:
        """Record one.  Nobody waits for the disk, and no page for what goes wrong here."""
        account = next((text.split(":")[4] for text in context.values() if text.count(":") > 4), "")
        if (store := self._stores.get(account)) is None:
            return
        arns = Arns(account, self._region)
        engine = Caller(arn=arns.engine(), standing="administrator", name="Muster")
        refusal = Refusal(_code(problem), "") if problem else None
        about = {"keyId": key, "encryptionContext": dict(context)}
        event = Recorder(arns, self._clock).of(Deed(engine, action, about, read_only=True, refusal=refusal))
        try:
            await store.commit([Note(event)])
        except Exception as failed:  # its text may quote what was sealed
            log.error("The use of %s could not be recorded: %s", key, type(failed).__name__)


class RecordedProvider:
    """`KeyProvider`."""

    def __init__(self, provider: KeyProvider, uses: KeyUses) -> None:
        self._provider, self._uses = provider, uses

    async def generate(self, key: str, context: Context) -> tuple[DataKey, Wrapped]:
        """See `KeyProvider`."""
        return await self._recorded("kms:GenerateDataKey", key, context, self._provider.generate(key, context))

    async def wrap(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """See `KeyProvider`."""
        return await self._recorded("kms:Encrypt", key, context, self._provider.wrap(key, data_key, context))

    async def unwrap(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """See `KeyProvider`."""
        asking = self._provider.unwrap(data_key_id, wrapped, context)
        return await self._recorded("kms:Decrypt", wrapped.key_id, context, asking)

    async def _recorded(self, action: str, key: str, context: Context, asking: Awaitable[T]) -> T:
        """Whoever does not answer has used no key."""
        try:
            answer = await asking
        except (KeyRefused, CannotOpen) as problem:
            await self._uses.note(action, key, context, problem)
            raise
        await self._uses.note(action, key, context)
        return answer


def _code(problem: Exception) -> str:
    return "AccessDeniedException" if isinstance(problem, KeyRefused) else "InvalidCiphertextException"
