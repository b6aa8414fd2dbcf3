"""Incidents, and what belongs to one: its timeline, its related items, and what channels were told."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, blind, index_where, moment, of_tenant


class IncidentRow(SQLModel, table=True):
    __tablename__ = "incident"
    __table_args__ = (
        Index("incident_uid", "tenant", "uid", "arn"),
        Index("incident_created", "tenant", "created_at", "arn"),
        Index("incident_status", "tenant", "status", "created_at", "arn"),
        # Two alarms at the same moment start one incident: the second finds this index taken, and then the first one.
        index_where("status = 'OPEN'", "incident_open_dedupe", "tenant", "dedupe", unique=True),
    )

    tenant: str = of_tenant()
    arn: str = Field(primary_key=True)
    uid: str
    """The last part of the ARN."""
    response_plan_arn: str
    status: str
    impact: int
    created_at: int = moment()
    resolved_at: int | None = moment()
    created_by: bytes = blind()
    dedupe: bytes = blind()
    version: int
    sealed: bytes


class TimelineEventRow(SQLModel, table=True):
    __tablename__ = "timeline_event"
    __table_args__ = (Index("timeline_event_order", "tenant", "incident_arn", "event_at", "event_id"), CLUSTERED)

    tenant: str = of_tenant()
    incident_arn: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    event_at: int = moment()
    event_type: str
    version: int
    sealed: bytes


class RelatedItemRow(SQLModel, table=True):
    __tablename__ = "related_item"
    __table_args__ = (Index("related_item_order", "tenant", "incident_arn", "added_at", "generated_id"), CLUSTERED)

    tenant: str = of_tenant()
    incident_arn: str = Field(primary_key=True)
    generated_id: str = Field(primary_key=True)
    added_at: int = moment()
    version: int
    sealed: bytes


class AnnouncementRow(SQLModel, table=True):
    __tablename__ = "announcement"
    __table_args__ = (Index("announcement_card", "tenant", "card"), CLUSTERED)

    tenant: str = of_tenant()
    incident_arn: str = Field(primary_key=True)
    channel: bytes = Field(primary_key=True, max_length=16)
    """Blind: which Slack channel it is."""
    card: bytes | None = Field(max_length=16)
    """Blind: which message in it."""
    version: int
    sealed: bytes


class RepetitionRow(SQLModel, table=True):
    __tablename__ = "repetition"
    __table_args__ = (CLUSTERED,)

    tenant: str = of_tenant()
    incident_arn: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    version: int
    sealed: bytes
