"""Begins the chain of a process."""

from __future__ import annotations

import uuid

from storage.audit.anchor import Anchor
from storage.audit.linking import Chaining
from storage.audit.signing import Signer
from storage.audit.trail import Keys, Trail
from storage.data_keys import CHAIN, SIGNATURE, DataKeys
from storage.database import Database


async def open_trail(database: Database, data_keys: DataKeys, account: str, anchor: Anchor) -> Trail:
    """From now on what is recorded there is tied to a new chain; `account` had the installation first."""
    key = await data_keys.secret(CHAIN)
    chaining = Chaining(key, str(uuid.uuid4()))
    database.link_with(chaining)
    return Trail(database, account, chaining, Keys(key, Signer(await data_keys.secret(SIGNATURE))), anchor)
