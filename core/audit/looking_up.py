"""Which records does somebody look for?  CloudTrail's lookup attributes as a condition."""

from __future__ import annotations

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
        match self.key:
            case "EventId":
                return event.id == self.value
            case "EventName":
                return event.name == self.value
            case "EventSource":
                return event.source == self.value
            case "ReadOnly":
                return str(event.read_only).lower() == self.value.lower()
            case "Username":
                return event.user_name == self.value
            case "AccessKeyId":
                return event.access_key_id == self.value
            case "ResourceName":
                return any(self.value in (arn, arn.rpartition("/")[2]) for arn in event.resources)
            case "ResourceType":
                return any(self.value == type_of(arn) for arn in event.resources)
        return True


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
