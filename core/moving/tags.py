"""Which tags does a resource arrive with?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from core.moving.resource import Resource

Kept = TypeVar("Kept")


def tagged(resource: Resource, after: Kept, before: Any) -> Kept:
    """`after` with its tags; where they could not be read, with those that are here already."""
    action = f"{resource.arn.split(':')[2]}:ListTagsForResource"
    here = before.tags if before else {}
    return replace(after, tags=here if action in resource.unread else _read(resource.one(action)))  # type: ignore[type-var]  # an entity


def _read(told: Any) -> dict[str, str]:
    """In any service's shape."""
    tags = told.get("tags", told.get("Tags", {}))
    if isinstance(tags, dict):
        return dict(tags)
    return {tag.get("Key") or tag["TagKey"]: tag.get("Value", tag.get("TagValue", "")) for tag in tags}
