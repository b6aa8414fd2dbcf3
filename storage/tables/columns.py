"""The kinds of columns there are: plain values that every database keeps the same way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

CLUSTERED = {"sqlite_with_rowid": False}
"""Rows lie in the primary key's own tree: one tree less to write.  For small rows; PostgreSQL does not mind."""


def of_tenant() -> Any:
    """The account that a row belongs to.  Every table begins with it, and so do its key and its indexes."""
    return Field(primary_key=True)


def one_of_a_tenant(*columns: str) -> UniqueConstraint:
    """No two rows of a tenant have the same values there."""
    return UniqueConstraint("tenant", *columns)


def moment(**options: Any) -> Any:
    """An instant or a duration, in microseconds (an instant since 1970, UTC)."""
    return Field(sa_type=BigInteger, **options)


def at_first(value: str) -> Any:
    """What a program that does not know the column yet stores there: replicas of two releases run side by side."""
    return Field(sa_column_kwargs={"server_default": text(f"'{value}'")})


def blind() -> Any:
    """A keyed fingerprint of a sealed value: it can be found again, and not read."""
    return Field(max_length=16)


def index_where(condition: str, name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the rows for which `condition` holds.

    `info` keeps it for other databases: to name PostgreSQL's option here would import its dialect at every start.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(condition), info={"where": condition})
