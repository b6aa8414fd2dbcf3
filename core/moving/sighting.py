"""What is remembered of a resource that moved in: not what came, but how to tell whether it still comes the same."""

from __future__ import annotations

from dataclasses import dataclass, field

Marks = dict[str, str]
"""By the name of a part: a digest of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Without it nobody could tell a change that was made here from one that was made there."""

    arn: str
    """Of the resource."""
    marks: dict[str, Marks] = field(default_factory=dict)
    """Of the resource and of each thing that belongs to it, by ARN, as it came last."""
    version: int = 0
