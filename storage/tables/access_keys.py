"""The keys that signed requests are made with."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import index_where, moment


class AccessKeyRow(SQLModel, table=True):
    __tablename__ = "access_key"
    __table_args__ = (
        Index("access_key_of_user", "user_name", "created_at", "id"),
        index_where("slot IS NOT NULL", "access_key_slot", "user_name", "slot", unique=True),
        index_where("expires_at IS NOT NULL", "access_key_expiry", "expires_at"),
    )

    id: str = Field(primary_key=True)
    user_name: str
    created_at: int = moment()
    expires_at: int | None = moment()
    slot: int | None
    version: int
    sealed: bytes


class AccessKeyUseRow(SQLModel, table=True):
    __tablename__ = "access_key_use"

    id: str = Field(primary_key=True)
    version: int
    sealed: bytes
