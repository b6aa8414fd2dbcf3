"""Looking things up in the record of all calls; and recording what happens outside the dispatcher."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from core.audit.counting import Crowd, Kind
from core.audit.event import AuditEvent, as_cloudtrail, type_of
from core.audit.looking_up import wanted_by
from core.audit.ports import Events
from core.audit.recording import Deed, Recorder
from core.caller import Caller, Origin
from core.dispatcher import handles
from core.errors import Refusal
from core.vocabulary import pages
from core.work import Note, Save, Store, Work

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
        "EventTime": event.at.replace(microsecond=0),
        "EventSource": event.source,
        "Username": event.user_name,
        "Resources": [{"ResourceType": type_of(arn), "ResourceName": arn} for arn in event.resources],
        "CloudTrailEvent": json.dumps(as_cloudtrail(event), separators=(",", ":")),
    }
    if event.access_key_id:
        written["AccessKeyId"] = event.access_key_id
    return written


class Records:
    """For whatever happens outside the dispatcher and should be known of: the use of a key, an export."""

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def now(self) -> datetime:
        """What the clock of the records says."""
        return self._recorder.clock.now()

    async def record(self, deed: Deed) -> None:
        """Store it; back when it is on disk."""
        await self._store.commit([Save(self._recorder.of(deed))])


class TurnedAway:
    """Requests that never reached the dispatcher.  Whoever sends many fills no disk: most are only counted."""

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder
        self._crowd = Crowd()
        self._known: dict[Kind, Caller] = {}
        """Who it was that is only counted, where they have proven it."""

    async def note(self, origin: Origin, action: str, refusal: Refusal, by: Caller | str = "") -> None:
        """Record or count one; `by`: who it was, or the access key that was named without its being proven."""
        kind = Kind(action, refusal.code, by.access_key_id if isinstance(by, Caller) else by)
        if not self._crowd.admits(kind, self._recorder.clock.now(), origin.address):
            if isinstance(by, Caller):
                self._known[kind] = by
            return
        if isinstance(by, Caller):
            event = self._recorder.of(Deed(by, action, refusal=refusal))
        else:
            event = self._recorder.unproven(origin, action, refusal.code, by)
        await self._store.commit([Note(event)])

    async def tell(self) -> None:
        """Record how many were only counted, as one event for all that were alike."""
        known, self._known = self._known, {}
        for kind, tally in self._crowd.counted():
            if caller := known.get(kind):
                event = self._recorder.of(Deed(caller, kind.action, refusal=Refusal(kind.code, "")), tally)
            else:
                event = self._recorder.unproven(Origin(), kind.action, kind.code, kind.key_id, tally)
            await self._store.commit([Note(event)])
