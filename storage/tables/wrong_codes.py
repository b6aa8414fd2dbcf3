"""How often somebody was wrong about codes."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, moment, of_tenant


class WrongCodesRow(SQLModel, table=True):
    __tablename__ = "wrong_codes"
    __table_args__ = (Index("wrong_codes_last", "tenant", "last_at"), CLUSTERED)

    tenant: str = of_tenant()
    guesser: bytes = Field(primary_key=True, max_length=16)
    """Blind: who tried."""
    last_at: int = moment()
    version: int
    sealed: bytes
