"""Rotations, and the overrides of their shifts."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment, of_tenant


class RotationRow(SQLModel, table=True):
    __tablename__ = "rotation"
    __table_args__ = (Index("rotation_order", "tenant", "created_at", "arn"),)

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    created_at: int = moment()
    version: int
    sealed: bytes


class RotationOverrideRow(SQLModel, table=True):
    __tablename__ = "rotation_override"
    __table_args__ = (Index("rotation_override_order", "tenant", "rotation_arn", "starts_at", "id"),)

    tenant: str = of_tenant()
    rotation_arn: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    starts_at: int = moment()
    ends_at: int = moment()
    version: int
    sealed: bytes
