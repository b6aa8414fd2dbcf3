"""Response plans, the Slack channels that their topics mean, and the custom actions that are offered there."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.tables.columns import of_tenant, one_of_a_tenant


class ResponsePlanRow(SQLModel, table=True):
    __tablename__ = "response_plan"
    __table_args__ = (one_of_a_tenant("name"),)

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    name: str
    version: int
    sealed: bytes


class ChatChannelRow(SQLModel, table=True):
    __tablename__ = "chat_channel"
    __table_args__ = (one_of_a_tenant("name"),)

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    name: str
    version: int
    sealed: bytes


class CustomActionRow(SQLModel, table=True):
    __tablename__ = "custom_action"

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    version: int
    sealed: bytes
