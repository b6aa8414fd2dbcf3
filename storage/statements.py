"""SQLAlchemy statements to SQL text, once each: the hot path runs text and plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, ColumnElement

DIALECT = sqlite.dialect(paramstyle="named")

_known: dict[ClauseElement, Compiled] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """SQL text, and the values that are written into the statement itself."""

    text: str
    """As SQLite understands it; where there is no `statement`, every database does."""
    constants: Mapping[str, Any]
    statement: ClauseElement | None = None
    """What other databases' text is made of, by whoever needs it: see `storage.postgres_text`."""

    def bind(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """All values that the text names."""
        return {**self.constants, **parameters} if self.constants else parameters


def compiled(statement: ClauseElement) -> Compiled:
    """The text of `statement`; asked again for the same object, the same answer.

    For statements that are made once: at import, or by a cached function.
    """
    found = _known.get(statement)
    if found is None:
        found = _known[statement] = _compile(statement)
    return found


class holds_a_number(ColumnElement[bool]):  # noqa: N801 - reads as a function of SQL, and is one
    """Whether a column of numbers has one; SQLite keeps a text there, too, if somebody puts it there."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column


@compiles(holds_a_number)
def _always(*_: Any, **__: Any) -> str:
    return "true"


@compiles(holds_a_number, "sqlite")
def _in_sqlite(element: holds_a_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"typeof({compiler.process(element.column, **options)}) = 'integer'"


def _compile(statement: ClauseElement) -> Compiled:
    result = cast(SQLCompiler, statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True}))
    constants = {name: bind.value for name, bind in result.binds.items() if not bind.required}
    return Compiled(str(result), constants, statement)
