"""Related items: added, removed, listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.dispatcher import handles
from core.errors import incident_resource_not_found
from core.incidents.happenings import record_updated
from core.incidents.ports import Incidents
from core.notifications.notification import notify
from core.related_items.members import added, changed, told, written
from core.related_items.ports import RelatedItems as Stored
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class RelatedItems:
    def __init__(self, stored: Stored, incidents: Incidents) -> None:
        self._stored = stored
        self._incidents = incidents

    @handles("ssm-incidents:ListRelatedItems")
    async def listing(self, _: Work, request: types.ListRelatedItemsInput) -> types.ListRelatedItemsOutput:
        found = await self._stored.listing(request["incidentRecordArn"], pages.window(request))
        answer: types.ListRelatedItemsOutput = {"relatedItems": [written(item) for item in found.items]}
        if found.next:
            answer["nextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-incidents:UpdateRelatedItems")
    async def update(self, work: Work, request: types.UpdateRelatedItemsInput) -> types.UpdateRelatedItemsOutput:
        arn, asked = request["incidentRecordArn"], request["relatedItemsUpdate"]
        incident = await self._incidents.get(arn)
        if incident is None:
            raise incident_resource_not_found("INCIDENT_RECORD", arn)
        fresh = added(arn, asked["itemToAdd"], work.new_id(), work.now) if "itemToAdd" in asked else None
        change = changed(await self._stored.all_of(arn), asked, fresh)
        if change.touched:
            incident = replace(incident, last_modified_at=work.now, last_modified_by=work.caller.arn)
            event = record_updated(work.new_id(), incident, (("relatedItems", told(asked)),), (change.touched,))
            work.save(incident, event, *change.saved)
            work.delete(*change.deleted)
            notify(work, incident, event)
            work.schedule("announce", arn)
        return {}
