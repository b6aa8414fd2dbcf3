"""What owners of contacts and response plans let others do with them."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import of_tenant


class ResourcePolicyRow(SQLModel, table=True):
    __tablename__ = "resource_policy"

    tenant: str = of_tenant()
    resource_arn: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    version: int
    sealed: bytes
