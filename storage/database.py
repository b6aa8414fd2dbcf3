"""What storage needs of a database: change sets that are applied whole or not at all, and reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from storage.failures import StorageFailed
from storage.outage import Condition
from storage.statements import Compiled

__all__ = ["Condition", "Database", "Linking", "Row", "SettledRows", "Statement", "StorageFailed", "Written"]

Row = tuple[Any, ...]


class SettledRows(list[Row]):
    """What was read of rows that change seldom: the same object for all who ask, until one of them has changed."""

    opened: Any = None
    """What they hold; left here by whoever opened them first."""


class Statement(NamedTuple):
    """One step of a change set."""

    compiled: Compiled
    parameters: Mapping[str, Any] = {}
    expects: int | None = None
    """How many rows it has to touch; another number is a conflict.  None: any."""
    linked: bool = False
    """Whether it inserts a record of the audit's chain, whose link is made at the moment when it is written."""


class Written(NamedTuple):
    """What a statement did."""

    touched: int
    rows: list[Row]


class Linking(Protocol):
    """Who ties the records of the audit to each other; asked by the one writer only, in the order of writing."""

    @property
    def head(self) -> object:
        """Where the chain ends."""

    def link(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a record with its place in the chain, which is longer by it now."""

    def return_to(self, head: object) -> None:
        """What was linked since then was not stored: its numbers are free again."""

    def begin_anew(self) -> None:
        """Nobody knows whether what was linked last is stored: go on with another chain."""


class Database(Protocol):
    """One database; a sibling for another kind of it has these methods and nothing else."""

    @property
    def condition(self) -> Condition:
        """What keeps it from its work."""

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """Apply all of them durably, or raise `Conflict` and apply none."""

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """Apply them with the next change set or shortly after; nobody waits, and a crash may lose them."""

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """The rows of a query, as of the last change set that was applied."""

    def link_with(self, linking: Linking) -> None:
        """From now on records of the audit can be written."""

    async def close(self) -> None:
        """Finish what was handed in, then let go."""
