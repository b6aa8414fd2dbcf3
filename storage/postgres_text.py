"""What is a statement in PostgreSQL's words, and how do its values travel?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from storage.statements import Compiled, constants_of, made_for

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
    constants: Mapping[str, Any]
    """The values that are written into the statement itself."""
    returns: bool
    """Whether the rows that come back are an answer to it."""

    def values(self, parameters: Mapping[str, Any]) -> tuple[list[Value], list[int]]:
        """What is sent for `$1` and so on: each value, and whether it is in the binary form."""
        given = {**self.constants, **parameters} if self.constants else parameters
        found = [given[name] for name in self.names]
        return [_SENT[type(one)](one) for one in found], [1 if type(one) is bytes else 0 for one in found]


@lru_cache(maxsize=4096)
def wording(compiled: Compiled, expects: int | None = None) -> Wording:
    """Made once for each; with `expects`, a statement that fails (22012) where it touches another number of rows.

    That the database itself counts saves the way back and forth, and nobody's rows are locked for as long.
    """
    plain = _plain(compiled)
    if expects is None:
        return plain
    text = plain.text.decode()
    counted = text if plain.returns else f"{text} RETURNING 1"
    checked = (
        f"WITH done AS ({counted}) SELECT * FROM done WHERE (SELECT 1 / (count(*) = {expects:d})::int FROM done) = 1"  # noqa: S608 - our own text
    )
    return replace(plain, text=checked.encode())


@lru_cache(maxsize=4096)
def _plain(compiled: Compiled) -> Wording:
    statement = compiled.statement
    if isinstance(statement, str):
        names = tuple(dict.fromkeys(_NAMED.findall(statement)))
        text = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
        return Wording(text.encode(), names, (UNKNOWN,) * len(names), {}, _returns(text))
    made = made_for(DIALECT, statement)
    names, text = tuple(dict.fromkeys(made.positiontup or ())), str(made)
    types = tuple(_oid(made.binds[name].type) for name in names)
    return Wording(text.encode(), names, types, constants_of(made), _returns(text))


def _returns(text: str) -> bool:
    return bool(_RETURNS.search(text))


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
