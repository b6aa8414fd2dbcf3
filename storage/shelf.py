"""How entities of one type lie in one table: a few clear columns, and one sealed document with everything else.

A field is clear when the table has a column of its name; whatever is new is sealed until somebody declares a column.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel
from typing_extensions import TypedDict

from storage.columns import Clear, clear
from storage.database import Row
from storage.statements import Compiled, compiled
from storage.tenancy import TENANT, is_of_tenant

T = TypeVar("T")

VERSION, SEALED = "version", "sealed"
METADATA_OWNER: Callable[[Any], str] | None = None


class Shelf(Generic[T]):
    """The declaration; it holds no connection and no key."""

    def __init__(
        self,
        entity: type[T],
        row: type[SQLModel],
        *,
        key: Sequence[str],
        owner: Callable[[T], str | None] | None = METADATA_OWNER,
        blind: Mapping[str, Callable[[T], str | None]] | None = None,
        derived: Mapping[str, Callable[[T], Any]] | None = None,
        linked: bool = False,
    ) -> None:
        """`owner`: whose data key seals an entity; `blind` and `derived`: the columns that are no fields.

        `linked`: whether its entities are records of the audit, each of which is tied to the one before.
        """
        self.linked = linked
        self.entity = entity
        self.table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
        self.name = self.table.name
        self.key = tuple(key)
        self.owner = owner
        self.blind = dict(blind or {})
        self.derived = dict(derived or {})
        self.columns = tuple(column.name for column in self.table.columns)
        self._fields = {field.name: field for field in dataclasses.fields(entity)}  # type: ignore[arg-type]

    @cached_property
    def of_tenant(self) -> ColumnElement[bool]:
        """What every statement asks for; `storage.tenancy` says which tenant it is."""
        return is_of_tenant(self.table)

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.entity)

    @cached_property
    def clear(self) -> dict[str, Clear]:
        """The fields that are columns, with their conversions."""
        elsewhere = {TENANT, VERSION, SEALED, *self.blind, *self.derived}
        names = [name for name in self.columns if name not in elsewhere]
        if unknown := set(names) - set(self._fields):
            raise TypeError(f"{self.name}: {unknown} are neither fields of {self.entity.__name__} nor derived")
        return {name: clear(self.hints[name]) for name in names}

    @cached_property
    def sealed_fields(self) -> tuple[str, ...]:
        """Everything that has no column."""
        return tuple(name for name in self._fields if name not in self.clear and name != VERSION)

    @cached_property
    def _document(self) -> TypeAdapter[dict[str, Any]]:
        fields = {name: self.hints[name] for name in self.sealed_fields}
        return TypeAdapter(TypedDict(f"{self.entity.__name__}Document", fields, total=False))  # type: ignore[operator]

    def document(self, entity: T) -> bytes:
        """The fields to seal, as JSON."""
        return self._document.dump_json({name: getattr(entity, name) for name in self.sealed_fields})

    def clear_values(self, entity: T) -> dict[str, Any]:
        """What the clear columns hold; blind ones are added by whoever has the index key."""
        values = {name: column.to_column(getattr(entity, name)) for name, column in self.clear.items()}
        for name, derive in self.derived.items():
            values[name] = derive(entity)
        return values

    def entity_from(self, row: Row, document: bytes) -> T:
        """The entity again, from a row in the order of `columns`."""
        values = self._document.validate_json(document)
        for position, name, from_column in self._positions:
            values[name] = from_column(row[position])
        values[VERSION] = row[self.version_at]
        return self.entity(**values)

    @cached_property
    def _positions(self) -> list[tuple[int, str, Callable[[Any], Any]]]:
        return [(self.columns.index(name), name, column.from_column) for name, column in self.clear.items()]

    @cached_property
    def version_at(self) -> int:
        return self.columns.index(VERSION)

    @cached_property
    def sealed_at(self) -> int:
        return self.columns.index(SEALED)

    @cached_property
    def _key_at(self) -> tuple[int, ...]:
        return tuple(self.columns.index(name) for name in self.key)

    def row_name(self, row: Row) -> tuple[str, ...]:
        """The key as it goes into the seal."""
        return tuple(_text(row[position]) for position in self._key_at)

    def name_in(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The same, from a row that is being made."""
        return tuple(_text(values[name]) for name in self.key)

    @cached_property
    def insertion(self) -> Compiled:
        return compiled(insert(self.table))

    @cached_property
    def replacement(self) -> Compiled:
        changed: dict[str, Any] = {name: bindparam(name) for name in self.columns if name not in (TENANT, *self.key)}
        return compiled(update(self.table).where(*self._is_key(), *self._is_version()).values(changed))

    @cached_property
    def expectation(self) -> Compiled:
        """Changes nothing, and touches no row where the version is another one."""
        same = {VERSION: self.table.c[VERSION]}
        return compiled(update(self.table).where(*self._is_key(), *self._is_version()).values(same))

    @cached_property
    def presence(self) -> Compiled:
        """Finds the row where the version is that one, and holds nobody up."""
        return compiled(select(self.table.c[VERSION]).where(*self._is_key(), *self._is_version()))

    @cached_property
    def deletion(self) -> Compiled:
        return compiled(delete(self.table).where(*self._is_key(), *self._is_version()))

    @cached_property
    def removal(self) -> Compiled:
        """Deletion of whatever version there is."""
        return compiled(delete(self.table).where(*self._is_key()))

    @cached_property
    def by_key(self) -> Compiled:
        return compiled(select(self.table).where(*self._is_key()))

    def key_parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The key's values under the names that the statements use."""
        return {f"key_{name}": values[name] for name in self.key}

    def _is_key(self) -> list[Any]:
        return [self.of_tenant, *(self.table.c[name] == bindparam(f"key_{name}") for name in self.key)]

    def _is_version(self) -> list[Any]:
        return [self.table.c[VERSION] == bindparam("was")]


def _text(value: str | int | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
