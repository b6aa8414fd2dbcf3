"""Deliveries, answers and unfinished commands, on shelves under the metadata key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, update

from core.conversations.pending_command import PendingCommand
from core.errors import Conflict
from core.inbox.entry import InboxEntry
from core.once import Answered
from storage.archive import Archive
from storage.database import Database, Statement
from storage.forgetting import bite, forget
from storage.holder import Holder
from storage.moments import from_datetime
from storage.query import Conditions, Order
from storage.replicas import is_nobodys
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.calls import AnsweredRow, InboxRow, PendingCommandRow
from storage.vault import Vault

INBOX = Shelf(InboxEntry, InboxRow, key=["id"])
ANSWERED = Shelf(Answered, AnsweredRow, key=["call"], blind={"call": lambda answered: answered.key})
PENDING = Shelf(
    PendingCommand, PendingCommandRow, key=["conversation"], blind={"conversation": lambda command: command.key}
)

AS_RECEIVED = Order(("received_at", "id"))

_inbox, _pending, _answered = INBOX.table, PENDING.table, ANSWERED.table
# What was done is kept only to be recognised; what it said is not needed any more.
_done = compiled(
    update(_inbox)
    .where(INBOX.of_tenant, _inbox.c.id == bindparam("entry_id"))
    .values(done_at=bindparam("at"), sealed=b"")
)
_take_over = compiled(
    update(_inbox)
    .where(
        INBOX.of_tenant, _inbox.c.done_at.is_(None), _inbox.c.held_by != bindparam("me"), is_nobodys(_inbox.c.held_by)
    )
    .values(held_by=bindparam("me"))
    .returning(*_inbox.c)
)
_forget_done = bite(INBOX, _inbox.c.done_at < bindparam("before"))
_forget_pending = compiled(delete(_pending).where(PENDING.of_tenant, _pending.c.asked_at < bindparam("before")))
_forget_answered = bite(ANSWERED, _answered.c.at < bindparam("before"))


class StoredInbox:
    """`core.inbox.ports.Inbox`."""

    def __init__(self, database: Database, vault: Vault, archive: Archive, holder: Holder) -> None:
        self._database, self._vault, self._archive, self._holder = database, vault, archive, holder

    async def take(self, entry: InboxEntry) -> bool:
        """See `Inbox`."""
        row = await self._vault.row(INBOX, entry, 1)
        try:
            await self._database.write([Statement(INBOX.insertion, {**row, "held_by": self._holder.id})])
        except Conflict:
            return False
        return True

    async def unfinished(self) -> list[InboxEntry]:
        """See `Inbox`."""
        ours = Conditions().missing("done_at").equal("held_by", self._holder.id)
        return await self._archive.undamaged(INBOX, ours, AS_RECEIVED)

    async def take_over(self) -> list[InboxEntry]:
        """See `Inbox`."""
        [taken] = await self._database.write([Statement(_take_over, self._holder.parameters)])
        return sorted(await self._archive.readable(INBOX, taken.rows), key=lambda entry: entry.received_at)

    def done(self, entry_id: str, at: datetime) -> None:
        """See `Inbox`."""
        self._database.write_soon([Statement(_done, {"entry_id": entry_id, "at": from_datetime(at)})])

    async def forget_before(self, at: datetime) -> None:
        """See `Inbox`."""
        await forget(self._database, _forget_done, {"before": from_datetime(at)})


class StoredAnsweredCalls:
    """`core.once.AnsweredCalls`."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database, self._archive = database, archive

    async def get(self, key: str) -> Answered | None:
        """See `AnsweredCalls`."""
        call = await self._archive.blind(ANSWERED, "call", key)
        return await self._archive.get(ANSWERED, call=call or b"")

    async def forget_before(self, at: datetime) -> None:
        """Forget what was answered before then; nobody repeats a call for so long."""
        await forget(self._database, _forget_answered, {"before": from_datetime(at)})


class StoredPendingCommands:
    """`core.conversations.ports.PendingCommands`."""

    def __init__(self, database: Database, vault: Vault, archive: Archive) -> None:
        self._database, self._vault, self._archive = database, vault, archive

    async def get(self, key: str) -> PendingCommand | None:
        """See `PendingCommands`."""
        return await self._archive.get(PENDING, conversation=await self._conversation(key))

    async def put(self, command: PendingCommand) -> None:
        """See `PendingCommands`."""
        row = await self._vault.row(PENDING, command, 1)
        await self._database.write(
            [
                Statement(PENDING.removal, PENDING.key_parameters(row)),
                Statement(PENDING.insertion, row),
            ]
        )

    async def drop(self, key: str) -> None:
        """See `PendingCommands`."""
        conversation = {"conversation": await self._conversation(key)}
        await self._database.write([Statement(PENDING.removal, PENDING.key_parameters(conversation))])

    async def forget_before(self, at: datetime) -> None:
        """See `PendingCommands`."""
        await self._database.write([Statement(_forget_pending, {"before": from_datetime(at)})])

    async def _conversation(self, key: str) -> bytes:
        return await self._archive.blind(PENDING, "conversation", key) or b""
