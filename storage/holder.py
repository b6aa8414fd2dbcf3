"""Which of all processes that share this database are we?"""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex


def _drawn() -> str:
    return token_hex(8)


@dataclass(slots=True)
class Holder:
    """One life of a process; what it holds has its id."""

    id: str = field(default_factory=_drawn)

    def begin_anew(self) -> None:
        """Others took this one for dead, and have what it held: from now on it is somebody else."""
        self.id = _drawn()
