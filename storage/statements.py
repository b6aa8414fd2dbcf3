"""SQLAlchemy statements to SQL text, once each: the hot path runs text and plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, ColumnElement

DIALECT = sqlite.dialect(paramstyle="named")

_known: dict[ClauseElement, Compiled] = {}


@dataclass(frozen=True, eq=False)
class Compiled:
    """A statement, and its text from the moment when it is first asked for: a start needs few of all that there are."""

    statement: ClauseElement | str
    """A text is every database's; others than SQLite make their own of the rest: see `storage.postgres_text`."""

    @property
    def text(self) -> str:
        """As SQLite understands it."""
        return self._in_sqlite[0]

    def bind(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """All values that the text names."""
        constants = self._in_sqlite[1]
        return {**constants, **parameters} if constants else parameters

    @cached_property
    def _in_sqlite(self) -> tuple[str, Mapping[str, Any]]:
        if isinstance(self.statement, str):
            return self.statement, {}
        made = made_for(DIALECT, self.statement)
        return str(made), constants_of(made)


def compiled(statement: ClauseElement) -> Compiled:
    """What the databases take for `statement`; asked again for the same object, the same answer.

    For statements that are made once: at import, or by a cached function.
    """
    found = _known.get(statement)
    if found is None:
        found = _known[statement] = Compiled(statement)
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


def made_for(dialect: Dialect, statement: ClauseElement) -> SQLCompiler:
    """The statement in that dialect."""
    return cast(SQLCompiler, statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True}))


def constants_of(made: SQLCompiler) -> Mapping[str, Any]:
    """The values that are written into the statement itself."""
    return {name: bind.value for name, bind in made.binds.items() if not bind.required}
