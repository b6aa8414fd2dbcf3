"""The lists of open pages that people were shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "offer",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("shown_to", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "shown_to"),
        sqlite_with_rowid=False,
    )
    op.create_index("offer_shown", "offer", ["tenant", "at"], unique=False)
