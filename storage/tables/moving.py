"""What is remembered of what moved in."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import of_tenant


class SightingRow(SQLModel, table=True):
    __tablename__ = "sighting"

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    version: int
    sealed: bytes
