"""The one replication set."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class ReplicationSetRow(SQLModel, table=True):
    __tablename__ = "replication_set"

    arn: str = Field(primary_key=True)
    only: int = Field(unique=True)
    """The same in every row, so that there is at most one."""
    version: int
    sealed: bytes
