"""The wrapped data keys; what unwraps them is not in the database."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import index_where, moment, of_tenant


class DataKeyRow(SQLModel, table=True):
    __tablename__ = "data_key"
    __table_args__ = (index_where("retired_at IS NULL", "data_key_in_use", "tenant", "kek_id", "owner", unique=True),)

    tenant: str = of_tenant()
    id: bytes = Field(primary_key=True)
    kek_id: str
    """Which key of the keyring wraps it."""
    owner: str
    """The ARN of the contact or response plan whose documents it seals."""
    wrapped: bytes
    created_at: int = moment()
    retired_at: int | None = moment()
