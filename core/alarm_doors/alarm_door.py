"""What a door for alarms is: who may knock, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["sns", "webhook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a sender of a webhook has to say; its digest, for nobody but the sender needs to know it."""

    digest: str = field(repr=False)
    ends_at: datetime | None = None
    """Of one that has been replaced: until then both count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmDoor:
    name: str
    """The last part of its address."""
    kind: Kind
    response_plan_arn: str
    topic_arn: str | None = None
    """Of a door for SNS: the one topic that is listened to."""
    keys: tuple[Key, ...] = ()
    """Of a webhook."""
    title: str = ""
    """A template of the incidents' titles; nothing: as the alarm says."""
    impact: int | None = None
    """None: as the alarm says, or else the plan."""
    dedupe: str = ""
    """A template: alarms for which it comes out the same are one trouble."""
    created_at: datetime
    version: int = 0
