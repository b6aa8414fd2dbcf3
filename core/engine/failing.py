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


def is_outage(error: Exception) -> bool:
    """Of what everybody rests on, and so no step's fault, however long it is."""
    return isinstance(error, OutOfOrder | OSError | KeyOutOfReach) and not isinstance(error, TimeoutError)


def after(step: Step, error: Exception, now: datetime, in_a_row: int = 1) -> Postpone | SetAside:
    """How the step is given back; `in_a_row`: how many outages it has met with, one after the other.

    Attempts do not tell that: whoever waited for others twenty times, and then meets with one, is tried again soon.
    """
    if is_outage(error):
        return Postpone(step, now + pause_after(in_a_row))
    failures, kind = step.failures + 1, type(error).__name__
    if failures < SET_ASIDE_AFTER:
        return Postpone(step, now + pause_after(failures), kind)
    return SetAside(step, now + THEN_EVERY, kind)
