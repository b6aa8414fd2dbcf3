"""Which records does somebody look for?  CloudTrail's lookup attributes as a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.audit.event import AuditEvent, type_of
from core.errors import Refusal

if TYPE_CHECKING:
    from core.vocabulary import types


LAST_INSTANT = timedelta(seconds=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    first: datetime | None = None
    last: datetime | None = None
    key: str = ""
    """The attribute that has to be `value`; nothing: any record will do."""
    value: str = ""
    newest_first: bool = True

    def matches(self, event: AuditEvent) -> bool:
        """Whether the record has the attribute."""
        return not self.key or self.value in ATTRIBUTES[self.key](event)


ATTRIBUTES: dict[str, Callable[[AuditEvent], Iterable[str]]] = {
    "EventId": lambda event: (event.id,),
    "EventName": lambda event: (event.name,),
    "EventSource": lambda event: (event.source,),
    "ReadOnly": lambda event: (str(event.read_only).lower(),),
    "Username": lambda event: (event.user_name,),
    "AccessKeyId": lambda event: (event.access_key_id,),
    "ResourceName": lambda event: {part for arn in event.resources for part in (arn, arn.rpartition("/")[2])},
    "ResourceType": lambda event: {type_of(arn) for arn in event.resources},
}
"""What can be looked for; a resource goes by its ARN or by the last part of it."""


def wanted_by(request: types.LookupEventsInput) -> Wanted:
    """What a call asks for; raise `Refusal` for what CloudTrail does not take either."""
    attributes = request.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise Refusal("InvalidLookupAttributesException", "Look for one attribute at a time: the list takes only one.")
    first, last = request.get("StartTime"), request.get("EndTime")
    if first and last and first > last:
        raise Refusal("InvalidTimeRangeException", "StartTime must not be after EndTime.")
    key, value = (attributes[0]["AttributeKey"], attributes[0]["AttributeValue"]) if attributes else ("", "")
    # Times of events are whole seconds there: what happened in the last one happened at its beginning.
    last = last.replace(microsecond=0) + LAST_INSTANT if last else None
    return Wanted(first=first.replace(microsecond=0) if first else None, last=last, key=key, value=value)
