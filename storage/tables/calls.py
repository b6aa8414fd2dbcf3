"""What Slack handed over, what was answered, what still lacks something, and the record of it all."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, index_where, moment


class InboxRow(SQLModel, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        index_where("done_at IS NULL", "inbox_unfinished", "received_at", "id"),
        index_where("done_at IS NOT NULL", "inbox_done", "done_at"),
    )

    id: str = Field(primary_key=True)
    kind: str
    received_at: int = moment()
    done_at: int | None = moment()
    version: int
    sealed: bytes


class AnsweredRow(SQLModel, table=True):
    __tablename__ = "answered"
    __table_args__ = CLUSTERED

    call: bytes = Field(primary_key=True, max_length=16)
    """Blind: who called what with which token."""
    at: int = moment(index=True)
    version: int
    sealed: bytes


class PendingCommandRow(SQLModel, table=True):
    __tablename__ = "pending_command"
    __table_args__ = CLUSTERED

    conversation: bytes = Field(primary_key=True, max_length=16)
    """Blind: who is asked, and where."""
    asked_at: int = moment(index=True)
    version: int
    sealed: bytes


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    __table_args__ = CLUSTERED

    at: int = moment(primary_key=True)
    id: str = Field(primary_key=True)
    action: str
    outcome: str
    version: int
    sealed: bytes
