"""The lists of open pages that people were shown."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, moment, of_tenant


class OfferRow(SQLModel, table=True):
    __tablename__ = "offer"
    __table_args__ = (Index("offer_shown", "tenant", "at"), CLUSTERED)

    tenant: str = of_tenant()
    shown_to: bytes = Field(primary_key=True, max_length=16)
    """Blind: the type of contact channel and the address."""
    at: int = moment()
    version: int
    sealed: bytes
