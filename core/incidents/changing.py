"""What an update does to an incident, and which attributes it really changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.chat_channels.topics import chat_channel, notification_targets, targets_of, topics_of
from core.errors import invalid
from core.free_text import refuse_credentials
from core.incidents.happenings import Modified, as_json
from core.incidents.incident import Incident

if TYPE_CHECKING:
    from core.vocabulary import types


def changed(
    incident: Incident, request: types.UpdateIncidentRecordInput, by: str, now: datetime
) -> tuple[Incident, Modified]:
    """The incident afterwards, and the attributes that are others now; none where everything was so before."""
    after = replace(incident, **_asked(request))
    modified = tuple(
        (attribute, shown(after))
        for attribute, (field, shown) in _ATTRIBUTES.items()
        if getattr(after, field) != getattr(incident, field)
    )
    if not modified:
        return incident, ()
    return replace(_with_end(incident, after, now), last_modified_at=now, last_modified_by=by), modified


def _asked(request: types.UpdateIncidentRecordInput) -> dict[str, Any]:
    refuse_credentials(title=request.get("title"), summary=request.get("summary"))
    if request.get("title") == "":
        raise invalid("An incident needs a title.")
    asked: dict[str, Any] = {name: request[name] for name in ("title", "impact", "status") if name in request}
    if "summary" in request:
        asked["summary"] = request["summary"] or None
    if "chatChannel" in request:
        asked["chat_topics"] = topics_of(request["chatChannel"])
    if "notificationTargets" in request:
        asked["notification_targets"] = targets_of(request["notificationTargets"])
    return asked


def _with_end(before: Incident, after: Incident, now: datetime) -> Incident:
    if before.status == after.status:
        return after
    return replace(after, resolved_at=now if after.status == "RESOLVED" else None)


_ATTRIBUTES: dict[str, tuple[str, Callable[[Incident], str]]] = {
    "title": ("title", lambda incident: incident.title),
    "impact": ("impact", lambda incident: str(incident.impact)),
    "status": ("status", lambda incident: incident.status),
    "summary": ("summary", lambda incident: incident.summary or ""),
    "chatChannel": ("chat_topics", lambda incident: as_json(chat_channel(incident.chat_topics))),
    "notificationTargets": (
        "notification_targets",
        lambda incident: as_json(notification_targets(incident.notification_targets)),
    ),
}
"""By AWS's name: the field that holds it, and how `newValue` spells it."""
