"""Incidents with their timelines and related items, as they arrive: nobody is paged and nothing is posted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from core.incidents.incident import Incident
from core.incidents.record import restored as restored_record
from core.incidents.record import written as written_record
from core.moving.arrival import Arrival, Part, cannot, of_resource, stored_as
from core.moving.resource import Outcome, Resource
from core.moving.tags import tagged
from core.related_items.members import TICK
from core.related_items.members import restored as restored_items
from core.related_items.members import written as written_item
from core.related_items.related_item import RelatedItem
from core.timeline.event import TimelineEvent
from core.timeline.members import restored as restored_event
from core.timeline.members import written as written_event

OF_RECORD = (
    Part(
        (
            "status", "title", "summary", "impact", "resolvedTime", "dedupeString", "chatChannel",
            "notificationTargets", "automationExecutions",
        ),
        (
            "status", "title", "summary", "impact", "resolved_at", "dedupe_string", "chat_topics",
            "notification_targets", "automation_executions", "last_modified_at", "last_modified_by",
        ),
    ),
    Part(("tags",), ("tags",)),
)  # fmt: skip
"""A record is kept or followed as a whole: what was resolved here must not be open again for a new title's sake."""
OF_EVENT = (
    Part(
        ("eventData", "eventType", "eventTime", "eventReferences"),
        ("data", "event_type", "event_at", "references", "updated_at"),
    ),
)
OF_ITEM = (Part(("title", "identifier"), ("title", "item_type", "value")),)
NO_FINDINGS = "findings are AWS's own, of its deployments, and stay there"


def record(resource: Resource, before: Incident | None) -> Arrival[Incident]:
    """The record itself."""
    told = resource.one("ssm-incidents:GetIncidentRecord")["incidentRecord"]
    after = restored_record(resource.arn, cast("Any", told))
    return of_resource(resource, before, tagged(resource, after, before), _shown_record, OF_RECORD)


def events(resource: Resource, known: Mapping[str, TimelineEvent]) -> list[Arrival[TimelineEvent]]:
    """The timeline, told from its beginning; what was written here since stays."""
    told = [answer["event"] for answer in resource.answers.get("ssm-incidents:GetTimelineEvent", ())]
    each_once = {event["eventId"]: event for event in told}.values()
    arriving = _apart(restored_event(resource.arn, cast("Any", event)) for event in each_once)
    return [_event(event, known.get(event.event_id)) for event in arriving]


def related_items(resource: Resource, incident: Incident, known: Iterable[RelatedItem]) -> list[Arrival[RelatedItem]]:
    """The related items in their order; what was added here since stays."""
    there = {item.generated_id: item for item in known}
    rows = resource.rows("ssm-incidents:ListRelatedItems", "relatedItems")
    return [
        Arrival(
            kind="related-item",
            arn=f"{resource.arn} {item.generated_id}",
            before=there.get(item.generated_id),
            after=stored_as(item, there.get(item.generated_id)),
            shown=lambda kept: {**written_item(kept)},
            parts=OF_ITEM,
        )
        for item in restored_items(resource.arn, rows, there.values(), incident.created_at)
    ]


def left_behind(resource: Resource) -> list[Outcome]:
    """What of the incident cannot come, and why."""
    left = []
    if resource.rows("ssm-incidents:ListIncidentFindings", "findings"):
        left.append(cannot(resource, NO_FINDINGS, kind="finding"))
    return left


def _apart(arriving: Iterable[TimelineEvent]) -> Iterator[TimelineEvent]:
    """In the order in which they are told: times travel in milliseconds, and much happens in one."""
    before: TimelineEvent | None = None
    for event in arriving:
        if before and (event.event_at, event.event_id) < (before.event_at, before.event_id):
            event = replace(event, event_at=before.event_at + TICK)
        before = event
        yield event


def _event(after: TimelineEvent, before: TimelineEvent | None) -> Arrival[TimelineEvent]:
    if before:  # who wrote it is known here alone
        after = replace(after, author=before.author)
    arn = f"{after.incident_arn} {after.event_id}"
    return Arrival(
        kind="timeline-event",
        arn=arn,
        before=before,
        after=stored_as(after, before),
        shown=_shown_event,
        parts=OF_EVENT,
    )


def _shown_record(kept: Incident) -> Mapping[str, Any]:
    return {**written_record(kept), "tags": kept.tags}


def _shown_event(kept: TimelineEvent) -> Mapping[str, Any]:
    return {**written_event(kept)}
