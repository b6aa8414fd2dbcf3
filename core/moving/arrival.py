"""One thing as it is here and as it arrives: is it new, the same, or what differs?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from core.moving.resource import Outcome, Resource, Result

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Generic[Kept]):
    kind: str
    arn: str
    before: Kept | None
    after: Kept
    shown: Callable[[Kept], Mapping[str, Any]]
    """Everything that can be read of it, by AWS's names: what it is compared by."""

    @property
    def differing(self) -> list[str]:
        """The members that are others afterwards."""
        if self.before is None:
            return []
        was, becomes = self.shown(self.before), self.shown(self.after)
        return sorted(name for name in {*was, *becomes} if was.get(name) != becomes.get(name))

    @property
    def result(self) -> Result:
        if self.before is None:
            return "created"
        return "changed" if self.differing else "same"

    @property
    def outcome(self) -> Outcome:
        return Outcome(kind=self.kind, arn=self.arn, result=self.result, detail=", ".join(self.differing))


def stored_as(after: Kept, before: Any) -> Kept:
    """`after`, so that saving it takes the place of `before`."""
    return after if before is None else replace(after, version=before.version)  # type: ignore[type-var]  # an entity


def changed_here(at: datetime) -> str:
    """The reason why what is newer here is not replaced by what is older there."""
    return f"it was changed here later than there ({at:%Y-%m-%d %H:%M:%S} UTC) and stays as it is"


def cannot(resource: Resource, reason: str, *, kind: str = "", arn: str = "") -> Outcome:
    """The resource, or a part of it, stays behind."""
    return Outcome(
        kind=kind or resource.kind, arn=arn or resource.arn, result="cannot", detail=reason.removesuffix(".")
    )
