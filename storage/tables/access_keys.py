"""The keys that signed requests are made with."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import index_where, moment, of_tenant


class AccessKeyRow(SQLModel, table=True):
    __tablename__ = "access_key"
    __table_args__ = (
        Index("access_key_of_user", "tenant", "user_name", "created_at", "id"),
        Index("access_key_of_whom", "id", "tenant"),
        index_where("slot IS NOT NULL", "access_key_slot", "tenant", "user_name", "slot", unique=True),
        index_where("expires_at IS NOT NULL", "access_key_expiry", "tenant", "expires_at"),
    )

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    user_name: str
    created_at: int = moment()
    expires_at: int | None = moment()
    slot: int | None
    version: int
    sealed: bytes


class AccessKeyUseRow(SQLModel, table=True):
    __tablename__ = "access_key_use"

    tenant: str = of_tenant()
    id: str = Field(primary_key=True)
    version: int
    sealed: bytes
