"""What people ask of each other: to be on call instead."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, moment, of_tenant


class CoverRow(SQLModel, table=True):
    __tablename__ = "cover"
    __table_args__ = (Index("cover_expiry", "tenant", "expires_at"), CLUSTERED)

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    """Random, or drawn from the delivery that it was asked for in."""
    expires_at: int = moment()
    version: int
    sealed: bytes
