"""What of each table lies in clear, what can only be found again, and what is sealed?  For docs/security.md."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table
from sqlmodel import SQLModel

from storage.shelf import SEALED, Shelf
from storage.shelves import SHELVES

HEAD = "| table | in clear | fingerprint | sealed |\n| --- | --- | --- | --- |\n"


def sealed_table() -> str:
    """One row for each table that there is, as Markdown."""
    shelves = {shelf.name: shelf for shelf in SHELVES}
    tables = sorted(SQLModel.metadata.tables.items())
    return HEAD + "".join(_row(table, shelves.get(name)) for name, table in tables)


def _row(table: Table, shelf: Shelf[object] | None) -> str:
    columns = [column.name for column in table.columns]
    blind = list(shelf.blind) if shelf else []
    clear = [name for name in columns if name not in (*blind, SEALED)]
    sealed = list(shelf.sealed_fields) if shelf else [SEALED] if SEALED in columns else []
    return f"| `{table.name}` | {_words(clear)} | {_words(blind)} | {_words(sealed)} |\n"


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"
