"""Alarms that open incidents have taken in and nobody has told of yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "repetition",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("incident_arn", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "incident_arn", "id"),
        sqlite_with_rowid=False,
    )
