"""The wrapped data keys; what unwraps them is not in the database."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import index_where, moment, of_tenant


class DataKeyRow(SQLModel, table=True):
    __tablename__ = "data_key"
    __table_args__ = (index_where("retired_at IS NULL", "data_key_in_use", "tenant", "kek_id", "owner", unique=True),)

    tenant: str = of_tenant()
    id: bytes = Field(primary_key=True)
    kek_id: str
    """Which key of the keyring wraps it, whatever its version."""
    owner: str
    """The ARN of the contact or response plan whose documents it seals."""
    created_at: int = moment()
    retired_at: int | None = moment()


class DataKeyWrapRow(SQLModel, table=True):
    __tablename__ = "data_key_wrap"
    __table_args__ = (Index("data_key_wrap_kek", "tenant", "kek_id"),)

    tenant: str = of_tenant()
    data_key_id: bytes = Field(primary_key=True)
    region: str = Field(primary_key=True)
    """Of the replication set; empty for what is the installation's own."""
    kek_id: str
    """The very version of the keyring's key that wraps it."""
    kms_key: str | None
    """The ARN of the key in AWS KMS that has wrapped it before that, if any."""
    wrapped: bytes
