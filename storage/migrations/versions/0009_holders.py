"""Who holds a step, how often it failed, and of what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Go to this revision."""
    for column in (
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.String(), nullable=False, server_default=""),
        sa.Column("held_by", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("step", column)
