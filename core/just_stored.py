"""What a change set has just stored, for whoever goes on with it in the same breath and need not read it again.

It is believed once: whoever asks a second time asks because others may have changed it, and reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from core.work import Change, Save

_known: ContextVar[dict[tuple[type, object], Any]] = ContextVar("just_stored")


@contextmanager
def just_stored(changes: Sequence[Change]) -> Iterator[None]:
    """Tasks that are made in here know it."""
    entities = [change.entity for change in changes if isinstance(change, Save)]
    before = _known.set({(type(one), arn): one for one in entities if (arn := getattr(one, "arn", None))})
    try:
        yield
    finally:
        _known.reset(before)


def taken(type_: type, arn: object) -> Any:
    """The entity as it was stored; None where this task knows nothing of it, or has asked before."""
    known = _known.get(None)
    entity = known.pop((type_, arn), None) if known else None
    return replace(entity, version=entity.version + 1) if entity is not None else None
