"""The record of every call, the digests that close it, and the files in which it is delivered."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import CLUSTERED, index_where, moment, of_tenant


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    # A chain belongs to a process, and goes through the records of all its tenants.
    __table_args__ = (Index("audit_chain", "chain", "number", unique=True), CLUSTERED)

    tenant: str = of_tenant()
    at: int = moment(primary_key=True)
    id: str = Field(primary_key=True)
    action: str
    outcome: str
    chain: str
    number: int
    link: bytes
    version: int
    sealed: bytes


class AuditDigestRow(SQLModel, table=True):
    __tablename__ = "audit_digest"
    __table_args__ = (
        index_where("in_directory_at IS NULL", "audit_digest_to_directory", "tenant", "number"),
        index_where("in_bucket_at IS NULL", "audit_digest_to_bucket", "tenant", "number"),
    )

    tenant: str = of_tenant()
    number: int = Field(primary_key=True)
    name: str
    """The path under which it is delivered."""
    document: bytes
    signature: bytes
    in_directory_at: int | None = moment()
    in_bucket_at: int | None = moment()


class AuditFileRow(SQLModel, table=True):
    __tablename__ = "audit_file"
    __table_args__ = (
        Index("audit_file_of_chain", "tenant", "chain", "last"),
        index_where("digest IS NULL", "audit_file_undigested", "tenant", "number"),
        index_where("in_directory_at IS NULL", "audit_file_to_directory", "tenant", "number"),
        index_where("in_bucket_at IS NULL", "audit_file_to_bucket", "tenant", "number"),
    )

    tenant: str = of_tenant()
    number: int = Field(primary_key=True)
    name: str
    """The path under which it is delivered."""
    chain: str
    first: int
    last: int
    sha256: str
    records: str
    """See `core.audit.digest.Delivered`."""
    cut_at: int = moment()
    digest: int | None = None
    """The digest that vouches for it."""
    in_directory_at: int | None = moment()
    in_bucket_at: int | None = moment()


class AuditHeadRow(SQLModel, table=True):
    __tablename__ = "audit_head"

    tenant: str = of_tenant()
    chain: str = Field(primary_key=True)
    digested: int
    """The last record of the chain that a digest has told of."""


class AuditPlaceRow(SQLModel, table=True):
    __tablename__ = "audit_place"

    tenant: str = of_tenant()
    place: str = Field(primary_key=True)
    """`directory` or `bucket`."""
    address: str
    """Which one: what is marked as delivered is in this one."""
