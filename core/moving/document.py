"""A resource as JSON, in a file or on its way to another process, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.errors import invalid
from core.moving.resource import Outcome, Resource


def written(resource: Resource) -> dict[str, Any]:
    """The resource as JSON members; its times are left to whoever writes the JSON, as ISO 8601 text."""
    told: dict[str, Any] = {
        "kind": resource.kind,
        "arn": resource.arn,
        "answers": {action: list(answers) for action, answers in resource.answers.items()},
    }
    if resource.unread:
        told["unread"] = dict(resource.unread)
    if resource.made_at:
        told["madeAt"] = resource.made_at
    return told


def read(told: Any) -> Resource:
    """The resource that such a document tells of; raise `ValidationException` where it is none."""
    match told:
        case {"kind": str(kind), "arn": str(arn), "answers": dict(answers)}:
            unread = told.get("unread", {})
        case _:
            raise invalid("This is not a resource: one has a kind, an arn and answers.")
    if not all(isinstance(pages, list) and all(isinstance(one, dict) for one in pages) for pages in answers.values()):
        raise invalid(f"The answers of {arn[:200]} are not lists of objects.")
    if not isinstance(unread, dict) or not all(isinstance(why, str) for why in unread.values()):
        raise invalid(f"What is unread of {arn[:200]} is not an object of texts.")
    return Resource(
        kind=kind,
        arn=arn,
        answers={name: tuple(pages) for name, pages in answers.items()},
        unread=unread,
        made_at=_made_at(told.get("madeAt")),
    )


def _made_at(told: Any) -> datetime | None:
    if told is None:
        return None
    try:
        return datetime.fromisoformat(told).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise invalid("madeAt is not a time such as 2026-01-31T20:30:00+00:00.") from None


def outcome(one: Outcome) -> dict[str, str]:
    """An outcome as JSON members."""
    return {"kind": one.kind, "arn": one.arn, "result": one.result, "detail": one.detail}
