"""How often in a row has a step met with an outage?  What it had waited for before that was nobody's trouble.

Known to this process alone: the next one begins with the shortest pause, which does no harm.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from core.engine import failing
from core.step import Step
from core.work import Postpone, SetAside

KEPT_MOST = 10_000
"""Steps; some are gone on with by other processes, and nobody says so here."""


class Outages:
    """Asked wherever a step has failed, and told wherever it has not."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()

    def after(self, step: Step, error: Exception, now: datetime) -> Postpone | SetAside:
        """How the step is given back."""
        if not failing.is_outage(error):
            return failing.after(step, error, now)
        if len(self._in_a_row) >= KEPT_MOST:
            self._in_a_row.clear()
        self._in_a_row[step.key] += 1
        return failing.after(step, error, now, self._in_a_row[step.key])

    def over(self, step: Step) -> None:
        """It has met with none this time."""
        self._in_a_row.pop(step.key, None)
