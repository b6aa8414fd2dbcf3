"""The end of this process's chain: the one writer asks for a link at the moment when a record is written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from core.audit.chain import Head, encoded, following
from storage.tables.audit import AuditRow

LINKED = ("chain", "number", "link")
COVERED = tuple(
    column.name
    for column in AuditRow.__table__.columns  # type: ignore[attr-defined]  # SQLModel does not declare it
    if column.name not in LINKED
)
"""The columns that a link vouches for, as they are stored: all but its own."""


class Chaining:
    """`storage.database.Linking`."""

    def __init__(self, key: bytes, chain: str) -> None:
        self._key = key
        self._head = Head(chain)

    @property
    def head(self) -> Head:
        """See `Linking`; a value, so that going back to it is no more than remembering it."""
        return self._head

    def link(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """See `Linking`."""
        head = self._head = following(self._key, self._head, encoded([parameters[name] for name in COVERED]))
        return {**parameters, "chain": head.chain, "number": head.number, "link": head.link}

    def return_to(self, head: object) -> None:
        """See `Linking`."""
        if isinstance(head, Head):
            self._head = head

    def begin_anew(self) -> None:
        """See `Linking`."""
        self._head = Head(str(uuid.uuid4()))
