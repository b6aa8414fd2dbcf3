"""Where alarms come in."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, of_tenant


class AlarmDoorRow(SQLModel, table=True):
    __tablename__ = "alarm_door"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    name: str = Field(primary_key=True)
    version: int
    sealed: bytes
