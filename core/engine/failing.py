"""What becomes of a step that has failed: tried again soon, or set aside, where nothing waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine.patience import pause_after
from core.errors import OutOfOrder
from core.step import Step
from core.unreadable import KeyOutOfReach
from core.work import Postpone, SetAside

SET_ASIDE_AFTER = 8
"""Failures; with the pauses between them, some two minutes."""
THEN_EVERY = timedelta(minutes=1)
"""So often is it tried still, as there is room for it: nothing is ever lost, and what was wrong may be mended."""


def after(step: Step, error: Exception, now: datetime) -> Postpone | SetAside:
    """How the step is given back.  An outage of what everybody rests on is no step's fault, however long it is."""
    if isinstance(error, OutOfOrder | OSError | KeyOutOfReach) and not isinstance(error, TimeoutError):
        return Postpone(step, now + pause_after(step.attempts))
    failures, kind = step.failures + 1, type(error).__name__
    if failures < SET_ASIDE_AFTER:
        return Postpone(step, now + pause_after(failures), kind)
    return SetAside(step, now + THEN_EVERY, kind)
