"""Every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "announcement",
        sa.Column("incident_arn", sa.String(), nullable=False),
        sa.Column("channel", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("incident_arn", "channel"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_announcement_card", "announcement", ["card"], unique=False)
    op.create_table(
        "answered",
        sa.Column("call", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("call"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answered_at", "answered", ["at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("at", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "chat_channel",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "contact",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("alias"),
    )
    op.create_table(
        "contact_channel",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("contact_arn", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("address_of_type", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index(
        "contact_channel_address", "contact_channel", ["address_of_type", "created_at", "arn"], unique=False
    )
    op.create_index("contact_channel_order", "contact_channel", ["contact_arn", "created_at", "arn"], unique=False)
    op.create_table(
        "data_key",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("kek_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "data_key_in_use",
        "data_key",
        ["kek_id", "owner"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "engagement",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("contact_arn", sa.String(), nullable=False),
        sa.Column("incident", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index("engagement_of_incident", "engagement", ["incident", "started_at", "arn"], unique=False)
    op.create_index("engagement_order", "engagement", ["started_at", "arn"], unique=False)
    op.create_index(
        "engagement_unfinished",
        "engagement",
        ["started_at", "arn"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "inbox_done",
        "inbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "inbox_unfinished",
        "inbox",
        ["received_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "incident",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("response_plan_arn", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.LargeBinary(), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index("incident_created", "incident", ["created_at", "arn"], unique=False)
    op.create_index(
        "incident_open_dedupe",
        "incident",
        ["dedupe"],
        unique=True,
        sqlite_where=sa.text("status = 'OPEN'"),
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.create_index("incident_status", "incident", ["status", "created_at", "arn"], unique=False)
    op.create_index("incident_uid", "incident", ["uid", "arn"], unique=False)
    op.create_table(
        "page",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("engagement_arn", sa.String(), nullable=False),
        sa.Column("contact_arn", sa.String(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
    )
    op.create_index(
        "page_asking",
        "page",
        ["contact_arn", "created_at", "arn"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("page_of_contact", "page", ["contact_arn", "created_at", "arn"], unique=False)
    op.create_index("page_of_engagement", "page", ["engagement_arn", "created_at", "arn"], unique=False)
    op.create_index("page_slot", "page", ["engagement_arn", "slot"], unique=True)
    op.create_table(
        "pending_command",
        sa.Column("conversation", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pending_command_asked_at", "pending_command", ["asked_at"], unique=False)
    op.create_table(
        "related_item",
        sa.Column("incident_arn", sa.String(), nullable=False),
        sa.Column("generated_id", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("incident_arn", "generated_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("related_item_order", "related_item", ["incident_arn", "added_at", "generated_id"], unique=False)
    op.create_table(
        "replication_set",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("only"),
    )
    op.create_table(
        "response_plan",
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "step",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("step_due", "step", ["lane", "due_at", "leased_until"], unique=False)
    op.create_index(
        "step_held",
        "step",
        ["lane", "leased_until"],
        unique=False,
        sqlite_where=sa.text("leased_until IS NOT NULL"),
        postgresql_where=sa.text("leased_until IS NOT NULL"),
    )
    op.create_table(
        "timeline_event",
        sa.Column("incident_arn", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("event_at", sa.BigInteger(), nullable=False),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("incident_arn", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("timeline_event_order", "timeline_event", ["incident_arn", "event_at", "event_id"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("timeline_event_order", "timeline_event")
    op.drop_table("timeline_event")
    op.drop_index("step_held", "step")
    op.drop_index("step_due", "step")
    op.drop_table("step")
    op.drop_table("response_plan")
    op.drop_table("replication_set")
    op.drop_index("related_item_order", "related_item")
    op.drop_table("related_item")
    op.drop_index("ix_pending_command_asked_at", "pending_command")
    op.drop_table("pending_command")
    op.drop_index("page_slot", "page")
    op.drop_index("page_of_engagement", "page")
    op.drop_index("page_of_contact", "page")
    op.drop_index("page_asking", "page")
    op.drop_table("page")
    op.drop_index("incident_uid", "incident")
    op.drop_index("incident_status", "incident")
    op.drop_index("incident_open_dedupe", "incident")
    op.drop_index("incident_created", "incident")
    op.drop_table("incident")
    op.drop_index("inbox_unfinished", "inbox")
    op.drop_index("inbox_done", "inbox")
    op.drop_table("inbox")
    op.drop_index("engagement_unfinished", "engagement")
    op.drop_index("engagement_order", "engagement")
    op.drop_index("engagement_of_incident", "engagement")
    op.drop_table("engagement")
    op.drop_index("data_key_in_use", "data_key")
    op.drop_table("data_key")
    op.drop_index("contact_channel_order", "contact_channel")
    op.drop_index("contact_channel_address", "contact_channel")
    op.drop_table("contact_channel")
    op.drop_table("contact")
    op.drop_table("chat_channel")
    op.drop_table("audit")
    op.drop_index("ix_answered_at", "answered")
    op.drop_table("answered")
    op.drop_index("ix_announcement_card", "announcement")
    op.drop_table("announcement")
