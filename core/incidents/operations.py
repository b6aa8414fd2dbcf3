"""Incidents: started, taken in by one that is open already, changed, resolved, deleted, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.arns import Arns
from core.authorization.shares import Shares
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.engagements.ports import Engagements, Pages
from core.engagements.starting import people_named_by
from core.engagements.stopping import INCIDENT_DELETED, INCIDENT_RESOLVED, stop
from core.engine.asking import Asking
from core.errors import Refusal, incident_resource_not_found
from core.incidents.changing import changed
from core.incidents.engaging import engaged
from core.incidents.happenings import record_updated, runbook_not_started, started, triggered
from core.incidents.incident import Incident
from core.incidents.opening import Trigger, opened, taken_in, trigger_of
from core.incidents.ports import Incidents as Stored
from core.incidents.record import summarized, wanted, written
from core.incidents.repetition import TOLD_AFTER, Repetition, repetition
from core.listing import chained
from core.notifications.notification import notify
from core.related_items.members import added, named
from core.related_items.ports import RelatedItems
from core.related_items.related_item import RelatedItem
from core.response_plans.ports import ResponsePlans
from core.response_plans.response_plan import ResponsePlan
from core.timeline.event import TimelineEvent
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What an incident touches beside itself."""

    response_plans: ResponsePlans
    contacts: Contacts
    engagements: Engagements
    pages: Pages
    related_items: RelatedItems
    asking: Asking
    shares: Shares


class Incidents:
    def __init__(self, stored: Stored, around: Around, arns: Arns, minute: timedelta) -> None:
        """`minute`: how long a minute of an escalation plan lasts."""
        self._stored = stored
        self._around = around
        self._arns = arns
        self._minute = minute

    @handles("ssm-incidents:StartIncident")
    async def start(self, work: Work, request: types.StartIncidentInput) -> types.StartIncidentOutput:
        plan = await self._around.response_plans.get(request["responsePlanArn"])
        if plan is None:
            raise incident_resource_not_found("RESPONSE_PLAN", request["responsePlanArn"])
        trigger = trigger_of(request, work.caller, self._arns, work.now)
        arn = self._arns.incident_record(plan.name, work.new_id())
        incident = opened(arn, plan, request, trigger, work.now)
        taken_in_by = await self._stored.open_with_dedupe_string(incident.dedupe_string)
        if taken_in_by is None:
            work.save(incident)
            await self._open(work, incident, plan, trigger)
        elif trigger.reported:
            return self._count(work, taken_in_by, taken_in(trigger, request))
        else:
            incident, trigger = taken_in_by, taken_in(trigger, request)
            work.expect(incident)  # were it resolved in this moment, the trigger would be lost
        trigger_event = triggered(work.new_id(), incident, trigger, work.now, created=taken_in_by is None)
        work.save(trigger_event)
        notify(work, incident, trigger_event)
        await self._relate(work, incident, request.get("relatedItems", []))
        if incident.chat_topics:
            work.schedule("announce", incident.arn)
        return {"incidentRecordArn": incident.arn}

    @handles("ssm-incidents:GetIncidentRecord")
    async def get(self, _: Work, request: types.GetIncidentRecordInput) -> types.GetIncidentRecordOutput:
        return {"incidentRecord": written(await self._named(request["arn"]))}

    @handles("ssm-incidents:ListIncidentRecords")
    async def listing(self, work: Work, request: types.ListIncidentRecordsInput) -> types.ListIncidentRecordsOutput:
        asked = wanted(request.get("filters", []))
        others = partial(self._around.shares.incidents, work, asked)
        found = await chained(pages.window(request), partial(self._stored.listing, asked), others)
        rows = [summarized(incident) for incident in found.items]
        answer: types.ListIncidentRecordsOutput = {"incidentRecordSummaries": rows}
        if found.next:
            answer["nextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-incidents:UpdateIncidentRecord")
    async def update(self, work: Work, request: types.UpdateIncidentRecordInput) -> types.UpdateIncidentRecordOutput:
        incident = await self._named(request["arn"])
        after, modified = changed(incident, request, work.caller.arn, work.now)
        if not modified:
            return {}
        if incident.status != after.status:
            await (self._stop_engagements(work, after) if after.resolved_at else self._refuse_second_open(after))
        event = record_updated(work.new_id(), after, modified)
        work.save(after, event)
        notify(work, after, event)
        work.schedule("announce", after.arn)
        return {}

    @handles("ssm-incidents:DeleteIncidentRecord")
    async def delete(self, work: Work, request: types.DeleteIncidentRecordInput) -> types.DeleteIncidentRecordOutput:
        incident = await self._stored.get(request["arn"])
        if incident is None:
            return {}
        await self._stop_engagements(work, incident, INCIDENT_DELETED)
        work.delete(incident)
        work.delete_all(TimelineEvent, incident_arn=incident.arn)
        work.delete_all(RelatedItem, incident_arn=incident.arn)
        work.delete_all(Repetition, incident_arn=incident.arn)
        # What its channels were told is known until they have been told of this too.
        work.schedule("announce", incident.arn)
        return {}

    def _count(self, work: Work, incident: Incident, trigger: Trigger) -> types.StartIncidentOutput:
        """Take in one alarm of perhaps thousands: a row is added, and everything else is done for many at once."""
        work.rest_on(incident)
        work.save(repetition(work.new_id(), incident, trigger))
        work.join("tally", incident.arn, work.now + TOLD_AFTER)
        return {"incidentRecordArn": incident.arn}

    async def _open(self, work: Work, incident: Incident, plan: ResponsePlan, trigger: Trigger) -> None:
        contacts = await self._to_engage(plan)
        people = await self._around.contacts.many(people_named_by(contacts))
        rotations = await self._around.asking.on_call.rotations_of([*contacts, *people.values()])
        events = [started(work.new_id(), incident, plan, trigger, contacts)]
        if failure := runbook_not_started(work.new_id(), incident, plan):
            events.append(failure)
        work.save(*events)
        notify(work, incident, *events)
        for contact in contacts:
            arn = self._arns.engagement(contact.alias, work.new_id())
            engagement = engaged(incident, arn, contact, people, rotations, by=work.caller, minute=self._minute)
            await self._around.asking.begin(work, engagement)

    async def _relate(self, work: Work, incident: Incident, items: list[types.RelatedItem]) -> None:
        """Add those that an incident which takes the call in does not have already."""
        known = await self._around.related_items.all_of(incident.arn) if items else []
        for item in items:
            if not named(known, item["identifier"]):
                known.append(added(incident.arn, item, work.new_id(), work.now))
                work.save(known[-1])

    async def _to_engage(self, plan: ResponsePlan) -> list[Contact]:
        """Those that the plan names and that are still there, in the plan's order."""
        known = await self._around.contacts.many(plan.engagements)
        return [known[arn] for arn in plan.engagements if arn in known]

    async def _stop_engagements(self, work: Work, incident: Incident, reason: str = INCIDENT_RESOLVED) -> None:
        for engagement in await self._around.engagements.of_incident(incident.arn):
            open_pages = await self._around.pages.all_of(engagement.arn)
            stopped, closed = stop(engagement, open_pages, reason, work.now)
            if stopped != engagement:
                work.save(stopped)
                work.cancel("escalate", engagement.arn)
            work.save(*closed)
            for page in closed:
                work.schedule("revise", page.arn)

    async def _refuse_second_open(self, incident: Incident) -> None:
        """Raise where another open incident took the place of the one that is to be opened again."""
        if other := await self._stored.open_with_dedupe_string(incident.dedupe_string):
            raise Refusal(
                "ConflictException",
                f"An open incident has the same dedupe string: {other.arn}",
                resourceType="INCIDENT_RECORD",
                resourceIdentifier=other.arn,
            )

    async def _named(self, arn: str) -> Incident:
        incident = await self._stored.get(arn)
        if incident is None:
            raise incident_resource_not_found("INCIDENT_RECORD", arn)
        return incident
