"""What is a statement in PostgreSQL's words, and how do its values travel?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.statements import Compiled

DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

INT8, TEXT, BYTEA, UNKNOWN = 20, 25, 17, 0
"""PostgreSQL's numbers for types.  Every integer travels as the largest: one that is too large is compared."""
_TYPES: Sequence[tuple[type[TypeEngine[Any]], int]] = (
    (BigInteger, INT8),
    (Integer, INT8),
    (String, TEXT),
    (LargeBinary, BYTEA),
)
_NAMED = re.compile(r"(?<!:):([a-z_]\w*)", re.IGNORECASE)
_RETURNS = re.compile(r"\bRETURNING\b|^\s*(SELECT|WITH)\b", re.IGNORECASE)

Value = bytes | None


class CannotBeKept(ValueError):
    """No row has, or will ever have, such a value."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The text, and in which order it wants which values, of which types."""

    text: bytes
    names: tuple[str, ...]
    types: tuple[int, ...]
    returns: bool = True
    """Whether the rows that come back are an answer to it."""

    def values(self, parameters: Mapping[str, Any]) -> tuple[list[Value], list[int]]:
        """What is sent for `$1` and so on: each value, and whether it is in the binary form."""
        found = [parameters[name] for name in self.names]
        return [_SENT[type(one)](one) for one in found], [1 if type(one) is bytes else 0 for one in found]


@lru_cache(maxsize=4096)
def wording(compiled: Compiled, expects: int | None = None) -> Wording:
    """Made once for each; with `expects`, a statement that fails (22012) where it touches another number of rows.

    That the database itself counts saves the way back and forth, and nobody's rows are locked for as long.
    """
    text, names, types = _words(compiled)
    returns = bool(_RETURNS.search(text))
    if expects is None:
        return Wording(text.encode(), names, types, returns)
    counted = text if returns else f"{text} RETURNING 1"
    checked = (
        f"WITH done AS ({counted}) SELECT * FROM done WHERE (SELECT 1 / (count(*) = {expects:d})::int FROM done) = 1"  # noqa: S608 - our own text
    )
    return Wording(checked.encode(), names, types, returns)


def _words(compiled: Compiled) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    if compiled.statement is None:
        names = tuple(dict.fromkeys(_NAMED.findall(compiled.text)))
        text = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", compiled.text)
        return text, names, (UNKNOWN,) * len(names)
    made = cast(SQLCompiler, compiled.statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True}))
    names = tuple(dict.fromkeys(made.positiontup or ()))
    return str(made), names, tuple(_oid(made.binds[name].type) for name in names)


def _oid(type_: TypeEngine[Any]) -> int:
    plain = type_.dialect_impl(DIALECT)
    plain = getattr(plain, "impl_instance", plain)
    return next((oid for kind, oid in _TYPES if isinstance(plain, kind)), UNKNOWN)


def _number(value: int) -> bytes:
    return b"%d" % value


def _text(value: str) -> bytes:
    if "\0" in value:
        raise CannotBeKept("PostgreSQL keeps no text with the character U+0000 in it.")
    return value.encode()


def _same(value: Value) -> Value:
    return value


_SENT: dict[type, Callable[[Any], Value]] = {
    int: _number,
    bool: _number,
    str: _text,
    bytes: _same,
    type(None): _same,
}
