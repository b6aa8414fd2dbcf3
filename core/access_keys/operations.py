"""Access keys: made, listed, disabled by the operator, and found for whoever checks a signature.

No operations of the catalog: their answers hold a secret, which neither a conversation nor a program should see.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.access_keys import issuing
from core.access_keys.access_key import AccessKey, AccessKeyUse, KeyStanding
from core.access_keys.ports import AccessKeys as Stored
from core.arns import Arns
from core.clock import Clock
from core.deeds import Deeds
from core.work import Chance, Store, Work

USES_NOTED_EVERY = timedelta(minutes=1)
AT_HAND = 10_000


class AccessKeys:
    def __init__(self, stored: Stored, store: Store, arns: Arns, clock: Clock, chance: Chance | None = None) -> None:
        self._stored = stored
        self._deeds = Deeds(store, arns, clock, chance or Chance())
        self._noted: dict[str, datetime] = {}

    async def create(self, user_name: str, standing: KeyStanding) -> AccessKey:
        """A new key with its secret, which is shown this once; `Refusal` where the user can have no further one."""

        async def create(work: Work) -> AccessKey:
            issuing.refuse_wrong_name(user_name)
            kept = await self._stored.permanent(user_name)
            key = AccessKey(
                id=issuing.permanent_id(work.draw),
                user_name=user_name,
                standing=standing,
                secret=issuing.secret(work.draw),
                created_at=work.now,
                slot=issuing.free_slot(kept, standing),
            )
            work.expect(*(one for one in kept if one.disabled_at is None))
            work.save(key)
            return key

        return await self._deeds.until_stored("iam:CreateAccessKey", {"userName": user_name}, create)

    async def listing(self, user_name: str | None = None) -> list[tuple[AccessKey, AccessKeyUse | None]]:
        """The permanent keys of a user, or of all, each with its last use.  Secrets are in them: show none."""

        async def listing(_: Work) -> list[tuple[AccessKey, AccessKeyUse | None]]:
            kept = await self._stored.permanent(user_name)
            return [(key, await self._stored.last_use(key.id)) for key in kept]

        asked: dict[str, object] = {"userName": user_name} if user_name else {}
        return await self._deeds.until_stored("iam:ListAccessKeys", asked, listing, read_only=True)

    async def disable(self, key_id: str) -> AccessKey:
        """From now on nothing that it signs counts, nor what was signed by a session that goes back to it."""

        async def disable(work: Work) -> AccessKey:
            key = await self._stored.get(key_id)
            if key is None:
                raise issuing.no_such_key(key_id)
            if key.disabled_at is None:
                key = replace(key, disabled_at=work.now, slot=None)
                work.save(key)
            return key

        return await self._deeds.until_stored(
            "iam:UpdateAccessKey", {"accessKeyId": key_id, "status": "Inactive"}, disable
        )

    async def of(self, key_id: str) -> AccessKey | None:
        """The key that may sign under this id; nothing for one that was disabled, or that its session's key was."""
        key = await self._stored.get(key_id)
        if key is None or key.disabled_at:
            return None
        if key.session and key.session.issued_by:
            origin = await self._stored.get(key.session.issued_by)
            return key if origin and origin.disabled_at is None else None
        return key

    async def used(self, key: AccessKey, at: datetime, service: str, region: str) -> None:
        """Note that the key was used; lazily, and once a minute is often enough."""
        noted_at = self._noted.get(key.id)
        if noted_at and at - noted_at < USES_NOTED_EVERY:
            return
        if len(self._noted) >= AT_HAND:
            self._noted.clear()
        self._noted[key.id] = at
        await self._stored.note_use(AccessKeyUse(id=key.id, used_at=at, service=service, region=region))
