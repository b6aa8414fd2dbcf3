"""Addresses at which calendar programs are told of shifts."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import blind, of_tenant


class CalendarFeedRow(SQLModel, table=True):
    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index("calendar_feed_of_contact", "tenant", "contact_arn", "id"),
        Index("calendar_feed_secret", "tenant", "secret", unique=True),
    )

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    contact_arn: str
    secret: bytes = blind()
    """Blind: the digest of the secret."""
    version: int
    sealed: bytes
