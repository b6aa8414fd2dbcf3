"""Which tags does a resource arrive with?"""

from __future__ import annotations

from core.moving.resource import Resource


def tags_of(resource: Resource, action: str, before: dict[str, str]) -> dict[str, str]:
    """Its tags, in any service's shape; where they could not be read, those that are here already."""
    if action in resource.unread:
        return before
    tags = resource.one(action).get("tags", resource.one(action).get("Tags", {}))
    if isinstance(tags, dict):
        return dict(tags)
    return {tag.get("Key") or tag["TagKey"]: tag.get("Value", tag.get("TagValue", "")) for tag in tags}
