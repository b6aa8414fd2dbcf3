"""What Slack was told of who is on call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "hand_off",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("schedule_arn", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "schedule_arn"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "user_group",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("named", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "named"),
        sqlite_with_rowid=False,
    )
