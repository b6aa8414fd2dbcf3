"""Contacts, their channels, and the engagements and pages that reached them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import blind, index_where, moment


class ContactRow(SQLModel, table=True):
    __tablename__ = "contact"

    arn: str = Field(primary_key=True)
    alias: str = Field(unique=True)
    type: str
    version: int
    sealed: bytes


class ContactChannelRow(SQLModel, table=True):
    __tablename__ = "contact_channel"
    __table_args__ = (
        Index("contact_channel_order", "contact_arn", "created_at", "arn"),
        Index("contact_channel_address", "address_of_type", "created_at", "arn"),
    )

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
        Index("engagement_order", "started_at", "arn"),
        index_where("finished_at IS NULL", "engagement_unfinished", "started_at", "arn"),
        Index("engagement_of_incident", "incident", "started_at", "arn"),
    )

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
        Index("page_of_engagement", "engagement_arn", "created_at", "arn"),
        Index("page_of_contact", "contact_arn", "created_at", "arn"),
        index_where("closed_at IS NULL", "page_asking", "contact_arn", "created_at", "arn"),
        Index("page_slot", "engagement_arn", "slot", unique=True),
    )

    arn: str = Field(primary_key=True)
    engagement_arn: str
    contact_arn: str
    slot: bytes = blind()
    created_at: int = moment()
    closed_at: int | None = moment()
    version: int
    sealed: bytes
