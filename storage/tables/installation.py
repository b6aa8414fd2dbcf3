"""The workspaces that have installed the Slack app."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import of_tenant


class InstallationRow(SQLModel, table=True):
    __tablename__ = "installation"

    tenant: str = of_tenant()
    team_id: str = Field(primary_key=True)
    version: int
    sealed: bytes
