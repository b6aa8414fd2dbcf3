"""The processes that share this database; kept for the account that the installation began with."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, moment, of_tenant


class ReplicaRow(SQLModel, table=True):
    __tablename__ = "replica"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    name: str
    """The machine's name and the process's number there."""
    release: str
    started_at: int = moment()
    alive_until: int = moment()
    skew: int = moment()
