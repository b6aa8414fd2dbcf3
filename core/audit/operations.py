"""Looking things up in the record of all calls; and recording what happens outside the dispatcher."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.audit.event import AuditEvent, as_cloudtrail, type_of
from core.audit.looking_up import wanted_by
from core.audit.ports import Events
from core.dispatcher import handles
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

MOST = 50


class EventHistory:
    """CloudTrail's event history, as far as this account goes back."""

    def __init__(self, events: Events) -> None:
        self._events = events

    @handles("cloudtrail:LookupEvents")
    async def look_up(self, _: Work, request: types.LookupEventsInput) -> types.LookupEventsOutput:
        if request.get("EventCategory"):  # insights are all that can be asked for by name, and there are none
            return {"Events": []}
        found = await self._events.listing(wanted_by(request), pages.window(request, MOST))
        answer: types.LookupEventsOutput = {"Events": [_written(event) for event in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer


def _written(event: AuditEvent) -> types.Event:
    written: types.Event = {
        "EventId": event.id,
        "EventName": event.name,
        "ReadOnly": str(event.read_only).lower(),
        "EventTime": event.at,
        "EventSource": event.source,
        "Username": event.user_name,
        "Resources": [{"ResourceType": type_of(arn), "ResourceName": arn} for arn in event.resources],
        "CloudTrailEvent": json.dumps(as_cloudtrail(event), separators=(",", ":")),
    }
    if event.access_key_id:
        written["AccessKeyId"] = event.access_key_id
    return written
