"""What Slack was told of who is on call."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, of_tenant


class HandOffRow(SQLModel, table=True):
    __tablename__ = "hand_off"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    schedule_arn: str = Field(primary_key=True)
    version: int
    sealed: bytes


class UserGroupRow(SQLModel, table=True):
    __tablename__ = "user_group"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    named: bytes = Field(primary_key=True, max_length=16)
    """Blind: which group it is."""
    version: int
    sealed: bytes
