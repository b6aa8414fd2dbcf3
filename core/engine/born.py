"""Which steps of a change set may begin the moment it is stored, without being claimed first?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.step import Step
from core.work import Cancel, Change, OfStep, Save, Schedule


def born(changes: Sequence[Change], now: datetime) -> list[Step]:
    """Those that are due, and about what this very change set makes: nobody can have scheduled them before."""
    made = {
        getattr(change.entity, "arn", None)
        for change in changes
        if isinstance(change, Save) and not change.entity.version
    }
    due = [
        change.step
        for change in changes
        if isinstance(change, Schedule) and change.step.subject in made and change.step.due_at <= now
    ]
    return [step for step in due if sum(_key_of(change) == step.key for change in changes) == 1]


def _key_of(change: Change) -> str | None:
    if isinstance(change, OfStep):
        return change.key if isinstance(change, Cancel) else change.step.key
    return None
