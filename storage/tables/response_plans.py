"""Response plans, the Slack channels that their topics mean, and the custom actions that are offered there."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class ResponsePlanRow(SQLModel, table=True):
    __tablename__ = "response_plan"

    arn: str = Field(primary_key=True)
    name: str = Field(unique=True)
    version: int
    sealed: bytes


class ChatChannelRow(SQLModel, table=True):
    __tablename__ = "chat_channel"

    arn: str = Field(primary_key=True)
    name: str = Field(unique=True)
    version: int
    sealed: bytes


class CustomActionRow(SQLModel, table=True):
    __tablename__ = "custom_action"

    arn: str = Field(primary_key=True)
    version: int
    sealed: bytes
