"""An incident in AWS's members, and what the filters of a list ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from core.arns import plan_arn_of
from core.chat_channels.topics import chat_channel, notification_targets, targets_of
from core.errors import invalid
from core.filters import Filters
from core.incidents.incident import Incident, Source, Status
from core.incidents.ports import IncidentFilter

if TYPE_CHECKING:
    from core.vocabulary import types


def written(incident: Incident) -> types.IncidentRecord:
    """The record; what is unset is left out, lists are there even when they are empty."""
    answer: types.IncidentRecord = {
        "arn": incident.arn,
        "automationExecutions": [{"ssmExecutionArn": arn} for arn in incident.automation_executions],
        "creationTime": incident.created_at,
        "dedupeString": incident.dedupe_string,
        "impact": incident.impact,
        "incidentRecordSource": _source(incident.source),
        "lastModifiedBy": incident.last_modified_by,
        "lastModifiedTime": incident.last_modified_at,
        "notificationTargets": notification_targets(incident.notification_targets),
        "status": incident.status,
        "title": incident.title,
    }
    if incident.chat_topics:
        answer["chatChannel"] = chat_channel(incident.chat_topics)
    if incident.resolved_at:
        answer["resolvedTime"] = incident.resolved_at
    if incident.summary:
        answer["summary"] = incident.summary
    return answer


def restored(arn: str, told: types.IncidentRecord) -> Incident:
    """The incident that a record tells of."""
    source = told["incidentRecordSource"]
    return Incident(
        arn=arn,
        response_plan_arn=plan_arn_of(arn),
        status=told["status"],
        impact=told["impact"],
        title=told["title"],
        summary=told.get("summary") or None,
        dedupe_string=told["dedupeString"],
        source=Source(
            created_by=source["createdBy"],
            source=source["source"],
            invoked_by=source.get("invokedBy"),
            resource_arn=source.get("resourceArn"),
        ),
        created_at=told["creationTime"],
        resolved_at=told.get("resolvedTime"),
        last_modified_at=told["lastModifiedTime"],
        last_modified_by=told["lastModifiedBy"],
        chat_topics=tuple(told.get("chatChannel", {}).get("chatbotSns", ())),
        notification_targets=targets_of(told.get("notificationTargets", [])),
        automation_executions=tuple(execution["ssmExecutionArn"] for execution in told.get("automationExecutions", [])),
    )


def summarized(incident: Incident) -> types.IncidentRecordSummary:
    """One row of the list."""
    row: types.IncidentRecordSummary = {
        "arn": incident.arn,
        "creationTime": incident.created_at,
        "impact": incident.impact,
        "incidentRecordSource": _source(incident.source),
        "status": incident.status,
        "title": incident.title,
    }
    if incident.resolved_at:
        row["resolvedTime"] = incident.resolved_at
    return row


def wanted(filters: list[types.Filter]) -> IncidentFilter:
    """What the filters of a list ask for."""
    asked = Filters(
        filters, {"createdBy": "strings", "creationTime": "moment", "impact": "integers", "status": "strings"}
    )
    created = asked.range("creationTime")
    return IncidentFilter(
        statuses=_statuses(asked.strings("status")),
        impacts=asked.integers("impact"),
        created_by=asked.strings("createdBy"),
        created_after=created.first,
        created_before=created.last,
    )


def _source(source: Source) -> types.IncidentRecordSource:
    answer: types.IncidentRecordSource = {"createdBy": source.created_by, "source": source.source}
    if source.invoked_by:
        answer["invokedBy"] = source.invoked_by
    if source.resource_arn:
        answer["resourceArn"] = source.resource_arn
    return answer


def _statuses(asked: tuple[str, ...] | None) -> tuple[Status, ...] | None:
    known = get_args(Status)
    if unknown := [value for value in asked or () if value not in known]:
        raise invalid(f"'{unknown[0][:50]}' is not a status of incidents: they are {' or '.join(known)}.")
    return cast("tuple[Status, ...] | None", asked)
