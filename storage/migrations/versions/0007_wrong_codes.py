"""How often somebody was wrong about codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "wrong_codes",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("guesser", sa.LargeBinary(length=16), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "guesser"),
        sqlite_with_rowid=False,
    )
    op.create_index("wrong_codes_last", "wrong_codes", ["tenant", "last_at"], unique=False)
