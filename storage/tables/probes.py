"""Pages to nobody."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, of_tenant


class ProbeRow(SQLModel, table=True):
    __tablename__ = "probe"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    name: str = Field(primary_key=True)
    version: int
    sealed: bytes
