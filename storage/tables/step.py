"""What is to be done: nothing in it is readable beyond ARNs, so nothing is sealed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, at_first, index_where, moment, of_tenant


class StepRow(SQLModel, table=True):
    __tablename__ = "step"
    __table_args__ = (
        Index("step_due", "tenant", "lane", "due_at", "leased_until"),
        index_where("leased_until IS NOT NULL", "step_held", "tenant", "lane", "leased_until"),
        CLUSTERED,
    )

    tenant: str = of_tenant()
    key: str = Field(primary_key=True)
    kind: str
    subject: str
    lane: str
    due_at: int = moment()
    attempts: int
    failures: int = at_first("0")
    error: str = at_first("")
    """The type of what went wrong the last time; no text, which may quote what is sealed."""
    generation: int = Field(sa_type=BigInteger)
    leased_until: int | None = moment()
    """Until then somebody is at it."""
    held_by: str = at_first("")
    """Who that is: whoever lost it has no say in it any more."""
