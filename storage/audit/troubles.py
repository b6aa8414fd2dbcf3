"""What is wrong with the audit at the moment?  Told once in the log, and by `/healthz` until it is over."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


class Troubles:
    """Of the whole installation."""

    def __init__(self) -> None:
        self._present: dict[str, tuple[str, str]] = {}

    def tell(self, about: str, why: str, in_full: str = "") -> None:
        """`about` is in trouble; `in_full` is what the log says, where that may be more than everybody may read."""
        told = (why, (in_full or why).rstrip(". "))
        if self._present.get(about) != told:
            self._present[about] = told
            log.error("The audit: %s.", told[1])

    def over(self, about: str) -> None:
        """That is well again."""
        if self._present.pop(about, None):
            log.warning("The audit: the trouble with the %s is over.", about)

    async def state(self) -> str:
        """For `/healthz`."""
        return "; ".join(why for why, _ in self._present.values()) or "ok"
