"""What Slack handed over, what was answered, and what still lacks something."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, at_first, index_where, moment, of_tenant


class InboxRow(SQLModel, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        index_where("done_at IS NULL", "inbox_unfinished", "tenant", "received_at", "id"),
        index_where("done_at IS NOT NULL", "inbox_done", "tenant", "done_at"),
    )

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    kind: str
    received_at: int = moment()
    done_at: int | None = moment()
    held_by: str = at_first("")
    """Which process has promised to carry it out."""
    version: int
    sealed: bytes


class AnsweredRow(SQLModel, table=True):
    __tablename__ = "answered"
    __table_args__ = (Index("answered_at", "tenant", "at"), CLUSTERED)

    tenant: str = of_tenant()
    call: bytes = Field(primary_key=True, max_length=16)
    """Blind: who called what with which token."""
    at: int = moment()
    version: int
    sealed: bytes


class PendingCommandRow(SQLModel, table=True):
    __tablename__ = "pending_command"
    __table_args__ = (Index("pending_command_asked", "tenant", "asked_at"), CLUSTERED)

    tenant: str = of_tenant()
    conversation: bytes = Field(primary_key=True, max_length=16)
    """Blind: who is asked, and where."""
    asked_at: int = moment()
    version: int
    sealed: bytes
