"""Contacts, their channels, and the engagements and pages that reached them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import blind, index_where, moment, of_tenant, one_of_a_tenant


class ContactRow(SQLModel, table=True):
    __tablename__ = "contact"
    __table_args__ = (one_of_a_tenant("alias"),)

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    alias: str
    type: str
    version: int
    sealed: bytes


class ContactChannelRow(SQLModel, table=True):
    __tablename__ = "contact_channel"
    __table_args__ = (
        Index("contact_channel_order", "tenant", "contact_arn", "created_at", "arn"),
        Index("contact_channel_address", "tenant", "address_of_type", "created_at", "arn"),
    )

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    contact_arn: str
    type: str
    created_at: int = moment()
    address_of_type: bytes = blind()
    """Blind: the type and the address."""
    version: int
    sealed: bytes


class EngagementRow(SQLModel, table=True):
    __tablename__ = "engagement"
    __table_args__ = (
        Index("engagement_order", "tenant", "started_at", "arn"),
        index_where("finished_at IS NULL", "engagement_unfinished", "tenant", "started_at", "arn"),
        Index("engagement_of_incident", "tenant", "incident", "started_at", "arn"),
    )

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    contact_arn: str
    incident: bytes | None = blind()
    """Callers may write anything there."""
    started_at: int = moment()
    finished_at: int | None = moment()
    version: int
    sealed: bytes


class PageRow(SQLModel, table=True):
    __tablename__ = "page"
    __table_args__ = (
        Index("page_of_engagement", "tenant", "engagement_arn", "created_at", "arn"),
        Index("page_of_contact", "tenant", "contact_arn", "created_at", "arn"),
        index_where("closed_at IS NULL", "page_asking", "tenant", "contact_arn", "created_at", "arn"),
        Index("page_slot", "tenant", "engagement_arn", "slot", unique=True),
    )

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    engagement_arn: str
    contact_arn: str
    slot: bytes = blind()
    created_at: int = moment()
    closed_at: int | None = moment()
    version: int
    sealed: bytes
