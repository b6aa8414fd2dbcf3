"""Engagements: started, stopped, read, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.arns import Arns
from core.authorization.shares import Shares
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.engagements.engagement import Engagement
from core.engagements.members import summarized, written
from core.engagements.ports import Engagements as Stored
from core.engagements.ports import Pages
from core.engagements.starting import people_named_by, start
from core.engagements.stopping import stop
from core.engine.asking import Asking
from core.errors import contact_resource_not_found, invalid
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.listing import chained
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What an engagement touches beside itself."""

    contacts: Contacts
    pages: Pages
    incidents: Incidents
    asking: Asking
    shares: Shares


class Engagements:
    def __init__(self, stored: Stored, around: Around, arns: Arns, minute: timedelta) -> None:
        """`minute`: how long a plan's minute lasts."""
        self._stored = stored
        self._around = around
        self._arns = arns
        self._minute = minute

    @handles("ssm-contacts:StartEngagement")
    async def start(self, work: Work, request: types.StartEngagementInput) -> types.StartEngagementOutput:
        contact = await self._around.contacts.get(request["ContactId"])
        if contact is None:
            raise contact_resource_not_found("CONTACT", request["ContactId"])
        incident = await self._open_incident(request.get("IncidentId"))
        people = await self._around.contacts.many(people_named_by([contact]))
        engagement = start(
            arn=self._arns.engagement(contact.alias, work.new_id()),
            contact=contact,
            people=people,
            rotations=await self._around.asking.on_call.rotations_of([contact, *people.values()]),
            incident_id=request.get("IncidentId") or None,
            sender=request["Sender"],
            subject=request["Subject"],
            content=request["Content"],
            public_subject=request.get("PublicSubject"),
            public_content=request.get("PublicContent"),
            by=work.caller.arn,
            now=work.now,
            minute=self._minute,
        )
        await self._around.asking.begin(work, engagement)
        if incident:
            # Saved although nothing of it changes: a resolve or deletion that has not seen this engagement must not
            # stand, or it would leave people paged for an incident that is over.
            work.save(incident)
            work.schedule("announce", incident.arn)
        return {"EngagementArn": engagement.arn}

    @handles("ssm-contacts:StopEngagement")
    async def stop(self, work: Work, request: types.StopEngagementInput) -> types.StopEngagementOutput:
        engagement = await self._named(request["EngagementId"])
        their_pages = await self._around.pages.all_of(engagement.arn)
        stopped, closed = stop(engagement, their_pages, request.get("Reason") or None, work.now)
        # Saved even where nothing of it changes: a decision to page that was made meanwhile must not stand.
        work.save(stopped, *closed)
        work.cancel("escalate", stopped.arn)
        for page in closed:
            work.schedule("revise", page.arn)
        await self._announce(work, stopped)
        return {}

    @handles("ssm-contacts:DescribeEngagement")
    async def describe(self, _: Work, request: types.DescribeEngagementInput) -> types.DescribeEngagementOutput:
        return written(await self._named(request["EngagementId"]))

    @handles("ssm-contacts:ListEngagements")
    async def listing(self, work: Work, request: types.ListEngagementsInput) -> types.ListEngagementsOutput:
        times = request.get("TimeRangeValue", {})
        incident, start, end = request.get("IncidentId") or None, times.get("StartTime"), times.get("EndTime")
        found = await chained(
            pages.window(request),
            partial(self._stored.listing, incident_id=incident, started_from=start, started_to=end),
            partial(self._around.shares.engagements, work, incident, (start, end)),
        )
        answer: types.ListEngagementsOutput = {"Engagements": [summarized(each) for each in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    async def _open_incident(self, incident_id: str | None) -> Incident | None:
        """The incident that IncidentId, which may be any text, names; raise where nobody is to be paged for it."""
        incident = await self._around.incidents.get(incident_id) if incident_id else None
        if incident is None and incident_id and self._arns.is_own_incident(incident_id):
            raise contact_resource_not_found("INCIDENT_RECORD", incident_id)
        if incident and incident.status == "RESOLVED":
            raise invalid(
                "Invalid value provided - IncidentId: this incident is resolved, and nobody is paged for it any more. "
                f"Open it again first: update-incident-record --arn {incident.arn} --status OPEN",
                Reason="OTHER",
            )
        return incident

    async def _announce(self, work: Work, engagement: Engagement) -> None:
        """IncidentId may be any text; channels hear of those that are incidents of ours."""
        if engagement.incident_id and await self._around.incidents.get(engagement.incident_id):
            work.schedule("announce", engagement.incident_id)

    async def _named(self, arn: str) -> Engagement:
        engagement = await self._stored.get(arn)
        if engagement is None:
            raise contact_resource_not_found("ENGAGEMENT", arn)
        return engagement
