"""SQLAlchemy statements to SQL text, once each: the hot path runs text and plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

DIALECT = sqlite.dialect(paramstyle="named")

_known: dict[ClauseElement, Compiled] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """SQL text, and the values that are written into the statement itself."""

    text: str
    constants: Mapping[str, Any]

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


def _compile(statement: ClauseElement) -> Compiled:
    result = cast(SQLCompiler, statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True}))
    constants = {name: bind.value for name, bind in result.binds.items() if not bind.required}
    return Compiled(str(result), constants)
