"""What is remembered of what moved in."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class SightingRow(SQLModel, table=True):
    __tablename__ = "sighting"

    arn: str = Field(primary_key=True)
    version: int
    sealed: bytes
