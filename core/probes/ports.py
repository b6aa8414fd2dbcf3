"""What probes need of storage."""

from __future__ import annotations

from typing import Protocol

from core.probes.probe import Probe


class Probes(Protocol):
    async def get(self, name: str) -> Probe | None:
        """As it was last asked for; None before the first."""
