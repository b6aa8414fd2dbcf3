"""Which of all processes that share this database are we?"""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex


def _drawn() -> str:
    return token_hex(8)


@dataclass(slots=True)
class Holder:
    """One life of a process; what it holds has its id."""

    home: str
    """The account that the installation began with, and that its replicas are kept for."""
    id: str = field(default_factory=_drawn)

    @property
    def parameters(self) -> dict[str, str]:
        """For statements that ask whose something is."""
        return {"me": self.id, "home": self.home}

    def begin_anew(self) -> str:
        """Others took this one for dead, and have what it held: from now on it is somebody else."""
        self.id = _drawn()
        return self.id
