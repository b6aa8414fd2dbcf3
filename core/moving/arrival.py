"""One thing as it is here and as it arrives: is it new, the same, or what differs, and who changed it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from core.moving.resource import Outcome, Resource, Result

Kept = TypeVar("Kept")

GONE_HERE = "it was deleted here, and stays so"
GONE_HERE_CHANGED_THERE = "it was deleted here and changed there, and stays deleted; make it anew where it is wanted"


@dataclass(frozen=True, slots=True)
class Part:
    """Members that mean something only together, and the entity's fields that hold them."""

    members: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is remembered by."""
        return self.members[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Generic[Kept]):
    kind: str
    arn: str
    before: Kept | None
    after: Kept
    shown: Callable[[Kept], Mapping[str, Any]]
    """Everything that can be read of it, by AWS's names: what it is compared by."""
    parts: tuple[Part, ...] = ()
    """What somebody may have changed here, each for itself; all else becomes as it is there."""
    kept: tuple[str, ...] = ()
    """Members that were changed here alone."""
    disputed: tuple[str, ...] = ()
    """Members that were changed on both sides, or of which nobody knows who changed them."""
    refused: str = ""
    """Why it is not made again here."""
    is_settled: bool = True

    @property
    def differing(self) -> list[str]:
        """The members that are others afterwards."""
        if self.before is None:
            return []
        was, becomes = self.shown(self.before), self.shown(self.after)
        return sorted(name for name in {*was, *becomes} if was.get(name) != becomes.get(name))

    @property
    def is_news(self) -> bool:
        """Whether there is anything to store of it."""
        return not self.refused and (self.before is None or bool(self.differing))

    @property
    def result(self) -> Result:
        if self.disputed or not self.is_settled:
            return "cannot"
        if not self.is_news:
            return "same"
        return "created" if self.before is None else "changed"

    @property
    def outcome(self) -> Outcome:
        return Outcome(kind=self.kind, arn=self.arn, result=self.result, detail=self.refused or "; ".join(self._told()))

    def _told(self) -> list[str]:
        told = [", ".join(self.differing)] if self.differing else []
        if self.kept:
            told.append(f"changed here only, and kept: {', '.join(self.kept)}")
        if self.disputed:
            told.append(
                f"changed on both sides, and kept as it is here: {', '.join(self.disputed)}; "
                "to end this, make both sides the same"
            )
        return told


def stored_as(after: Kept, before: Any) -> Kept:
    """`after`, so that saving it takes the place of `before`."""
    return after if before is None else replace(after, version=before.version)  # type: ignore[type-var]  # an entity


def of_resource(
    resource: Resource,
    before: Kept | None,
    after: Kept,
    shown: Callable[[Kept], Mapping[str, Any]],
    parts: tuple[Part, ...],
) -> Arrival[Kept]:
    """The resource itself, and not what belongs to it."""
    return Arrival(
        kind=resource.kind,
        arn=resource.arn,
        before=before,
        after=stored_as(after, before),
        shown=shown,
        parts=parts,
    )


def cannot(resource: Resource, reason: str, *, kind: str = "", arn: str = "") -> Outcome:
    """The resource, or a part of it, stays behind."""
    return Outcome(
        kind=kind or resource.kind, arn=arn or resource.arn, result="cannot", detail=reason.removesuffix(".")
    )
