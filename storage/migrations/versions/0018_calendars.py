"""Addresses at which calendar programs are told of shifts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "calendar_feed",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("contact_arn", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_index("calendar_feed_of_contact", "calendar_feed", ["tenant", "contact_arn", "id"])
    op.create_index("calendar_feed_secret", "calendar_feed", ["tenant", "secret"], unique=True)
