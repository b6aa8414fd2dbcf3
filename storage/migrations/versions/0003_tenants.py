"""Several accounts in one database: every table, its key and its indexes begin with the tenant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"

WITHOUT_ROWID = frozenset({
    "announcement", "answered", "audit", "pending_command", "related_item", "step", "timeline_event",
})  # fmt: skip
UNIQUE = {"chat_channel": "name", "contact": "alias", "replication_set": "only", "response_plan": "name"}
RENAMED = {
    "ix_announcement_card": "announcement_card",
    "ix_answered_at": "answered_at",
    "ix_pending_command_asked_at": "pending_command_asked",
}
"""Indexes that have a name of their own now."""


def upgrade() -> None:
    """Go to this revision.  What is there belongs to the one account that this installation had until now."""
    connection = op.get_bind()
    for name in sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"}):
        before = sa.Table(name, sa.MetaData(), autoload_with=connection)
        indexes = sorted(before.indexes, key=lambda index: index.name or "")
        names = [column.name for column in before.columns]
        op.rename_table(name, f"{name}_before")
        for index in indexes:
            op.drop_index(index.name or "", f"{name}_before")
        _create(before)
        listed = ", ".join(f'"{column}"' for column in names)
        connection.execute(
            sa.text(f'INSERT INTO "{name}" (tenant, {listed}) SELECT :tenant, {listed} FROM "{name}_before"'),  # noqa: S608 - names of our own tables and columns
            {"tenant": context.config.attributes["tenant"]},
        )
        op.drop_table(f"{name}_before")
        for index in indexes:
            _index(name, index)


def _create(before: sa.Table) -> None:
    columns = [sa.Column(column.name, column.type, nullable=column.nullable) for column in before.columns]
    key = [column.name for column in before.primary_key.columns]
    unique = [sa.UniqueConstraint("tenant", UNIQUE[before.name])] if before.name in UNIQUE else []
    op.create_table(
        before.name,
        sa.Column("tenant", sa.String(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("tenant", *key),
        *unique,
        sqlite_with_rowid=before.name not in WITHOUT_ROWID,
    )


def _index(table: str, before: sa.Index) -> None:
    name = before.name or ""
    op.create_index(
        RENAMED.get(name, name),
        table,
        ["tenant", *(column.name for column in before.columns)],
        unique=bool(before.unique),
        sqlite_where=before.dialect_options["sqlite"]["where"],
        postgresql_where=before.dialect_options["postgresql"]["where"],
    )
