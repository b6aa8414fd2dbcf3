"""A chain through the records of calls, the digests over it, and the files in which it is delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.BigInteger()


def upgrade() -> None:
    """Go to this revision.  The records that there are go: nothing ties them to each other."""
    op.drop_table("audit")
    op.create_table(
        "audit",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "at", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("audit_chain", "audit", ["chain", "number"], unique=True)
    op.create_table(
        "audit_digest",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("in_directory_at", MOMENT, nullable=True),
        sa.Column("in_bucket_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "number"),
    )
    op.create_table(
        "audit_file",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("records", sa.String(), nullable=False),
        sa.Column("cut_at", MOMENT, nullable=False),
        sa.Column("digest", sa.Integer(), nullable=True),
        sa.Column("in_directory_at", MOMENT, nullable=True),
        sa.Column("in_bucket_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "number"),
    )
    op.create_index("audit_file_of_chain", "audit_file", ["tenant", "chain", "last"])
    _index_where("audit_file_undigested", "audit_file", "digest IS NULL")
    op.create_table(
        "audit_head",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("digested", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "chain"),
    )
    for table in ("audit_digest", "audit_file"):
        for place in ("directory", "bucket"):
            _index_where(f"{table}_to_{place}", table, f"in_{place}_at IS NULL")


def _index_where(name: str, table: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, ["tenant", "number"], sqlite_where=where, postgresql_where=where)
