"""How often what is settled was changed: by that, processes that share a database know what they may go on with."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, of_tenant


class SettledRow(SQLModel, table=True):
    __tablename__ = "settled"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    changes: int = Field(sa_type=BigInteger)
