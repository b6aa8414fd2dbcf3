"""Rotations, and the overrides of their shifts."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class RotationRow(SQLModel, table=True):
    __tablename__ = "rotation"
    __table_args__ = (Index("rotation_order", "created_at", "arn"),)

    arn: str = Field(primary_key=True)
    created_at: int = moment()
    version: int
    sealed: bytes


class RotationOverrideRow(SQLModel, table=True):
    __tablename__ = "rotation_override"
    __table_args__ = (Index("rotation_override_order", "rotation_arn", "starts_at", "id"),)

    rotation_arn: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    starts_at: int = moment()
    ends_at: int = moment()
    version: int
    sealed: bytes
