"""What an incident's timeline says by itself: AWS's event types with AWS's JSON data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from core.compact import compact
from core.contacts.contact import Contact
from core.incidents.incident import Incident
from core.incidents.opening import Trigger
from core.response_plans.response_plan import ResponsePlan
from core.timeline.event import (
    RECORD_UPDATE,
    RUNBOOK_START_FAILURE,
    START,
    TRIGGER,
    Reference,
    TimelineEvent,
    automatic,
)

TICK = timedelta(microseconds=1)
"""Sets apart what happens in one instant, so that the story has an order."""
RUNBOOKS_ARE_NOT_OFFERED = "Runbooks are not offered yet."

Modified = tuple[tuple[str, str], ...]
"""Names of attributes, in AWS's spelling, and what they are now."""


def triggered(event_id: str, incident: Incident, trigger: Trigger, now: datetime, *, created: bool) -> TimelineEvent:
    """A trigger arrived at `now`: it created this incident, or the incident took it in."""
    data = {
        "createdIncident": created,
        "incidentSource": trigger.source,
        "triggerArn": trigger.arn,
        "rawData": trigger.raw_data,
    }
    event = automatic(event_id, incident.arn, TRIGGER, _given(data), now)
    return replace(event, event_at=trigger.at, author=trigger.by)


def started(
    event_id: str, incident: Incident, plan: ResponsePlan, trigger: Trigger, contacts: Sequence[Contact]
) -> TimelineEvent:
    """The record was opened, and these are engaged; whoever the plan names in vain is named too, which AWS does not."""
    there = {contact.arn for contact in contacts}
    runbook = _runbook(plan) or {}
    data = {
        "incidentTitle": incident.title,
        "contactsEngage": [
            {"contactArn": contact.arn, "contactName": contact.display_name or contact.alias} for contact in contacts
        ],
        "contactsNotFound": [{"contactArn": arn} for arn in plan.engagements if arn not in there] or None,
        "ssmDocumentName": runbook.get("documentName"),
        "ssmDocumentVersion": runbook.get("documentVersion"),
        "triggerArn": trigger.arn,
    }
    return automatic(event_id, incident.arn, START, _given(data), incident.created_at + TICK)


def runbook_not_started(event_id: str, incident: Incident, plan: ResponsePlan) -> TimelineEvent | None:
    """The plan's runbook did not start; None for a plan without one."""
    runbook = _runbook(plan)
    if runbook is None:
        return None
    data = {
        "ssmDocumentName": runbook.get("documentName"),
        "ssmDocumentVersion": runbook.get("documentVersion"),
        "failureMessage": RUNBOOKS_ARE_NOT_OFFERED,
    }
    return automatic(event_id, incident.arn, RUNBOOK_START_FAILURE, _given(data), incident.created_at + 2 * TICK)


def record_updated(
    event_id: str, incident: Incident, modified: Modified, related_item_ids: Iterable[str] = ()
) -> TimelineEvent:
    """The record is another now; `incident` is how it is after the change."""
    data = {
        "modifiedBy": incident.last_modified_by,
        "modifiedAttributes": [{"attributeName": name, "newValue": value} for name, value in modified],
        "incidentTitle": incident.title,
    }
    event = automatic(event_id, incident.arn, RECORD_UPDATE, data, incident.last_modified_at)
    items = (Reference("relatedItemId", item_id) for item_id in related_item_ids)
    return replace(event, references=(*event.references, *items), author=incident.last_modified_by)


def as_json(value: object) -> str:
    """The text of a `newValue` that is no text itself."""
    return compact(value)


def _runbook(plan: ResponsePlan) -> dict[str, object] | None:
    found = (action["ssmAutomation"] for action in plan.actions if "ssmAutomation" in action)
    return cast("dict[str, object] | None", next(found, None))


def _given(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if value is not None}
