"""A data key is wrapped once for each Region of its replication set, under a version of its key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go to this revision.  A wrap of no Region opens until the first start has made one for each."""
    op.create_table(
        "data_key_wrap",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("data_key_id", sa.LargeBinary(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("kek_id", sa.String(), nullable=False),
        sa.Column("kms_key", sa.String(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "data_key_id", "region"),
    )
    op.create_index("data_key_wrap_kek", "data_key_wrap", ["tenant", "kek_id"])
    op.execute(
        "INSERT INTO data_key_wrap (tenant, data_key_id, region, kek_id, kms_key, wrapped) "
        "SELECT tenant, id, '', kek_id, NULL, wrapped FROM data_key"
    )
    op.drop_column("data_key", "wrapped")
