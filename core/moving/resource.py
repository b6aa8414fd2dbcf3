"""What is carried from one house to another: a resource, told by the answers that it has for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Answers = Mapping[str, tuple[Mapping[str, Any], ...]]
"""By `service:Operation`: what it answered, of a list each page."""

Result = Literal["same", "created", "changed", "cannot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource with all that belongs to it and is kept or lost together with it.

    A contact has its channels, a rotation its overrides, an incident its timeline and related items; each has its
    tags and policies.
    """

    kind: str
    """As the report calls it: `contact`, `incident`."""
    arn: str
    answers: Answers
    unread: Mapping[str, str] = field(default_factory=dict)
    """By `service:Operation`: why it was not answered."""
    made_at: datetime | None = None
    """Of a rotation, whose turns may count from it: no operation tells it, but an export does."""

    def one(self, action: str) -> Mapping[str, Any]:
        """The answer of an operation that is asked once; nothing where it was not answered."""
        return next(iter(self.answers.get(action, ())), {})

    def rows(self, action: str, member: str) -> list[Any]:
        """The rows of a list, of all its pages."""
        return [row for page in self.answers.get(action, ()) for row in page.get(member, ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something that could not be read at all: a list, or one resource of it."""

    kind: str
    arn: str = ""
    """Empty: all of the kind."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one resource, or of one thing that belongs to it."""

    kind: str
    arn: str
    result: Result
    detail: str = ""
    """Of `changed` the members that were others, of `cannot` the reason; of `same` what else is worth a line."""
