"""What Alembic runs: it is handed a connection by `storage.migrate`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlmodel import AutoString, SQLModel

import storage.opening  # noqa: F401  (declares every table)


@compiles(String, "postgresql")
def _by_bytes(*_: Any, **__: Any) -> str:
    """Texts are ordered as SQLite orders them, whatever language the database was made for."""
    return 'VARCHAR COLLATE "C"'


def render(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Revisions speak of SQLAlchemy's types only."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
