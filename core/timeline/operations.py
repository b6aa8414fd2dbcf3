"""Timeline events: written, corrected, deleted, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dispatcher import handles
from core.errors import incident_resource_not_found
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.timeline.event import TimelineEvent
from core.timeline.members import corrected, noted, refuse_automatic, summarized, wanted, written
from core.timeline.ports import Timeline
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class TimelineEvents:
    def __init__(self, timeline: Timeline, incidents: Incidents) -> None:
        self._timeline = timeline
        self._incidents = incidents

    @handles("ssm-incidents:CreateTimelineEvent")
    async def create(self, work: Work, request: types.CreateTimelineEventInput) -> types.CreateTimelineEventOutput:
        work.expect(await self._incident(request["incidentRecordArn"]))
        event = noted(work.new_id(), request, work.caller.arn, work.now)
        work.save(event)
        work.schedule("announce", event.incident_arn)
        return {"eventId": event.event_id, "incidentRecordArn": event.incident_arn}

    @handles("ssm-incidents:GetTimelineEvent")
    async def get(self, _: Work, request: types.GetTimelineEventInput) -> types.GetTimelineEventOutput:
        return {"event": written(await self._named(request["incidentRecordArn"], request["eventId"]))}

    @handles("ssm-incidents:ListTimelineEvents")
    async def listing(self, _: Work, request: types.ListTimelineEventsInput) -> types.ListTimelineEventsOutput:
        found = await self._timeline.listing(
            request["incidentRecordArn"],
            wanted(request.get("filters", [])),
            pages.window(request),
            ascending=request.get("sortOrder") == "ASCENDING",
        )
        answer: types.ListTimelineEventsOutput = {"eventSummaries": [summarized(event) for event in found.items]}
        if found.next:
            answer["nextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-incidents:UpdateTimelineEvent")
    async def update(self, work: Work, request: types.UpdateTimelineEventInput) -> types.UpdateTimelineEventOutput:
        event = await self._named(request["incidentRecordArn"], request["eventId"])
        work.save(corrected(event, request, work.now))
        return {}

    @handles("ssm-incidents:DeleteTimelineEvent")
    async def delete(self, work: Work, request: types.DeleteTimelineEventInput) -> types.DeleteTimelineEventOutput:
        if event := await self._timeline.get(request["incidentRecordArn"], request["eventId"]):
            refuse_automatic(event)
            work.delete(event)
        return {}

    async def _named(self, incident_arn: str, event_id: str) -> TimelineEvent:
        event = await self._timeline.get(incident_arn, event_id)
        if event is None:
            await self._incident(incident_arn)
            raise incident_resource_not_found("TIMELINE_EVENT", event_id)
        return event

    async def _incident(self, arn: str) -> Incident:
        incident = await self._incidents.get(arn)
        if incident is None:
            raise incident_resource_not_found("INCIDENT_RECORD", arn)
        return incident
