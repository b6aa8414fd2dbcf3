"""A timeline event in AWS's members: read from a request, changed by one, written to an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from core.errors import invalid
from core.filters import Filters
from core.free_text import refuse_credentials
from core.timeline.event import CUSTOM, NOTE, WRITTEN_BY_CALLERS, Reference, TimelineEvent
from core.timeline.ports import EventFilter

if TYPE_CHECKING:
    from core.vocabulary import types


def noted(event_id: str, request: types.CreateTimelineEventInput, author: str, now: datetime) -> TimelineEvent:
    """The event that a request describes."""
    return TimelineEvent(
        event_id=event_id,
        incident_arn=request["incidentRecordArn"],
        event_at=request["eventTime"],
        updated_at=now,
        event_type=_allowed(request["eventType"]),
        data=_json(request["eventData"]),
        references=_references(request.get("eventReferences", [])),
        author=author,
    )


def corrected(event: TimelineEvent, request: types.UpdateTimelineEventInput, now: datetime) -> TimelineEvent:
    """The event after an update: what is absent stays, references are replaced as a whole."""
    refuse_automatic(event)
    changes: dict[str, Any] = {"updated_at": now}
    if "eventTime" in request:
        changes["event_at"] = request["eventTime"]
    if "eventType" in request:
        changes["event_type"] = _allowed(request["eventType"])
    if "eventData" in request:
        changes["data"] = _json(request["eventData"])
    if "eventReferences" in request:
        changes["references"] = _references(request["eventReferences"])
    return replace(event, **changes)


def refuse_automatic(event: TimelineEvent) -> None:
    """Raise for an event that nobody wrote: what the record says of itself stays as it is."""
    if event.event_type not in WRITTEN_BY_CALLERS:
        raise invalid(f"This event was recorded automatically ('{event.event_type}') and cannot be changed or deleted.")


def wanted(filters: list[types.Filter]) -> EventFilter:
    """What the filters of a list ask for."""
    asked = Filters(filters, {"eventReference": "strings", "eventTime": "moment", "eventType": "strings"})
    when = asked.range("eventTime")
    return EventFilter(
        event_types=asked.strings("eventType"),
        references=asked.strings("eventReference"),
        after=when.first,
        before=when.last,
    )


def written(event: TimelineEvent) -> types.TimelineEvent:
    """The whole event."""
    return {"eventData": event.data, **summarized(event)}


def restored(incident_arn: str, told: types.TimelineEvent) -> TimelineEvent:
    """The event that an answer tells of; who wrote it is not told."""
    return TimelineEvent(
        event_id=told["eventId"],
        incident_arn=incident_arn,
        event_at=told["eventTime"],
        updated_at=told["eventUpdatedTime"],
        event_type=told["eventType"],
        data=told["eventData"],
        references=_references(told.get("eventReferences", [])),
    )


def summarized(event: TimelineEvent) -> types.EventSummary:
    """One row of the list: everything but the data."""
    row: types.EventSummary = {
        "eventId": event.event_id,
        "eventTime": event.event_at,
        "eventType": event.event_type,
        "eventUpdatedTime": event.updated_at,
        "incidentRecordArn": event.incident_arn,
    }
    if event.references:
        row["eventReferences"] = [_reference(one) for one in event.references]
    return row


def _allowed(event_type: str) -> str:
    if event_type not in WRITTEN_BY_CALLERS:
        raise invalid(f"eventType '{event_type}' is not one that callers may write: use '{CUSTOM}' or '{NOTE}'.")
    return event_type


def _json(data: str) -> str:
    try:
        meant = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise invalid(
            'eventData is not JSON text. A plain sentence goes in quotes: "\\"Restarted the cache\\"".'
        ) from None
    # As JSON spells it anew, an address cannot hide behind escapes.
    refuse_credentials(eventData=json.dumps(meant, ensure_ascii=False))
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _references(asked: Iterable[types.EventReference]) -> tuple[Reference, ...]:
    return tuple(
        Reference("resource", one["resource"])
        if "resource" in one
        else Reference("relatedItemId", one["relatedItemId"])
        for one in asked
    )


def _reference(reference: Reference) -> types.EventReference:
    if reference.kind == "resource":
        return {"resource": reference.value}
    return {"relatedItemId": reference.value}
