"""Access keys and their last use, under the installation's own key: they are there before any replication set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select

from core.access_keys.access_key import AccessKey, AccessKeyUse
from storage.archive import Archive
from storage.database import Database, Statement
from storage.moments import from_datetime
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.access_keys import AccessKeyRow, AccessKeyUseRow
from storage.vault import Vault

ACCESS_KEYS = Shelf(AccessKey, AccessKeyRow, key=["id"])
ACCESS_KEY_USES = Shelf(AccessKeyUse, AccessKeyUseRow, key=["id"])

BY_USER = Order(("user_name", "created_at", "id"))

_keys, _uses = ACCESS_KEYS.table, ACCESS_KEY_USES.table
_is_expired = and_(ACCESS_KEYS.of_tenant, _keys.c.expires_at < bindparam("before"))
_forget_uses = compiled(
    delete(_uses).where(ACCESS_KEY_USES.of_tenant, _uses.c.id.in_(select(_keys.c.id).where(_is_expired)))
)
_forget_expired = compiled(delete(_keys).where(_is_expired))
_tenant_of = compiled(select(_keys.c.tenant).where(_keys.c.id == bindparam("id")))
"""The only statement that names no tenant: whoever signs a request names a key, and that says whose request it is."""


async def tenant_of_access_key(everybodys: Database, key_id: str) -> str | None:
    """The account that this key is one of; asked of the whole database, and told nothing but that."""
    rows = await everybodys.read(_tenant_of, {"id": key_id})
    return str(rows[0][0]) if len(rows) == 1 else None  # two accounts with one key's name would be nobody's


class StoredAccessKeys:
    """`core.access_keys.ports.AccessKeys`."""

    def __init__(self, database: Database, vault: Vault, archive: Archive) -> None:
        self._database, self._vault, self._archive = database, vault, archive

    async def get(self, key_id: str) -> AccessKey | None:
        """See `AccessKeys`."""
        return await self._archive.get(ACCESS_KEYS, id=key_id)

    async def permanent(self, user_name: str | None) -> list[AccessKey]:
        """See `AccessKeys`."""
        conditions = Conditions().equal("user_name", user_name).missing("expires_at")
        return await self._archive.all(ACCESS_KEYS, conditions, BY_USER)

    async def last_use(self, key_id: str) -> AccessKeyUse | None:
        """See `AccessKeys`."""
        return await self._archive.get(ACCESS_KEY_USES, id=key_id)

    async def note_use(self, use: AccessKeyUse) -> None:
        """See `AccessKeys`."""
        row = await self._vault.row(ACCESS_KEY_USES, use, 1)
        self._database.write_soon(
            [
                Statement(ACCESS_KEY_USES.removal, ACCESS_KEY_USES.key_parameters(row)),
                Statement(ACCESS_KEY_USES.insertion, row),
            ]
        )

    async def forget_expired_before(self, at: datetime) -> None:
        """See `AccessKeys`."""
        before = {"before": from_datetime(at)}
        await self._database.write([Statement(_forget_uses, before), Statement(_forget_expired, before)])
