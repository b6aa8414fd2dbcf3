"""The one replication set."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import of_tenant, one_of_a_tenant


class ReplicationSetRow(SQLModel, table=True):
    __tablename__ = "replication_set"
    __table_args__ = (one_of_a_tenant("only"),)

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    only: int
    """The same in every row, so that a tenant has at most one."""
    version: int
    sealed: bytes
