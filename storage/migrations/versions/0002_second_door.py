"""Rotations, policies, custom actions, access keys, and what is remembered of what moved in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "rotation",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index("rotation_order", "rotation", ["created_at", "arn"], unique=False)
    op.create_table(
        "rotation_override",
        sa.Column("rotation_arn", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rotation_arn", "id"),
    )
    op.create_index("rotation_override_order", "rotation_override", ["rotation_arn", "starts_at", "id"], unique=False)
    op.create_table(
        "resource_policy",
        sa.Column("resource_arn", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resource_arn", "id"),
    )
    op.create_table(
        "custom_action",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_table(
        "access_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("access_key_of_user", "access_key", ["user_name", "created_at", "id"], unique=False)
    op.create_index(
        "access_key_slot",
        "access_key",
        ["user_name", "slot"],
        unique=True,
        sqlite_where=sa.text("slot IS NOT NULL"),
        postgresql_where=sa.text("slot IS NOT NULL"),
    )
    op.create_index(
        "access_key_expiry",
        "access_key",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_table(
        "access_key_use",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sighting",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("sighting")
    op.drop_table("access_key_use")
    op.drop_index("access_key_expiry", "access_key")
    op.drop_index("access_key_slot", "access_key")
    op.drop_index("access_key_of_user", "access_key")
    op.drop_table("access_key")
    op.drop_table("custom_action")
    op.drop_table("resource_policy")
    op.drop_index("rotation_override_order", "rotation_override")
    op.drop_table("rotation_override")
    op.drop_index("rotation_order", "rotation")
    op.drop_table("rotation")
