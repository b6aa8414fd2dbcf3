"""An alarm, whoever sent it, and the call that it becomes at its door."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.templates import filled
from core.arns import Arns
from core.caller import Caller, Origin, Reported
from core.compact import compact
from core.free_text import holds_credentials, without_credentials
from core.timeline.event import NOTE

UNREADABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]")
LONGEST_TITLE = 200
LONGEST_SUMMARY = 2_000
LONGEST_RAW = 10_000
LONGEST_DEDUPE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What a message says, once it has been understood."""

    over: str = ""
    """Where it starts nothing: what it says of the trouble, such as `is over`."""
    title: str = ""
    summary: str = ""
    impact: int | None = None
    trouble: str = ""
    """What its sender calls the trouble; the same word for the same trouble."""
    otherwise: str
    """The same, where neither sender nor door nor plan has a word for it."""
    source: str
    resource_arn: str | None = None
    at: datetime
    related: tuple[Mapping[str, Any], ...] = ()
    """AWS's `RelatedItem`s."""
    message: Mapping[str, Any] = field(default_factory=dict)
    """As it came."""
    raw: Mapping[str, Any] | None = None
    """What AWS would keep of it, where that is another thing."""
    id: str = ""
    """The sender's name for this very message."""


def start_request(door: AlarmDoor, alarm: Alarm) -> dict[str, Any]:
    """The members of `StartIncident`: never too long and without a password, for no alarm is refused for its looks."""
    details: dict[str, Any] = {
        "source": alarm.source,
        "timestamp": alarm.at,
        "rawData": raw_data(alarm.raw or alarm.message),
    }
    if alarm.resource_arn:
        details["triggerArn"] = alarm.resource_arn
    request: dict[str, Any] = {
        "responsePlanArn": door.response_plan_arn,
        "title": title_of(door, alarm),
        "triggerDetails": details,
    }
    if impact := door.impact or alarm.impact:
        request["impact"] = impact
    if alarm.related:
        request["relatedItems"] = list(alarm.related)
    return request


def note_of_end(incident_arn: str, alarm: Alarm) -> dict[str, Any]:
    """The members of `CreateTimelineEvent`: people decide whether the incident is over, and not an alarm."""
    text = shown(" ".join(filter(None, (f"{alarm.title or 'The alarm'} {alarm.over}.", alarm.summary))))
    return {
        "incidentRecordArn": incident_arn,
        "eventTime": alarm.at,
        "eventType": NOTE,
        "eventData": json.dumps(shortened(text, LONGEST_SUMMARY), ensure_ascii=False),
    }


def title_of(door: AlarmDoor, alarm: Alarm) -> str:
    """As the door's template has it, or the alarm; without either, at least where it came in."""
    title = " ".join(shown(filled(door.title, alarm.message) or alarm.title).split())
    return shortened(title or f"Alarm at {door.name}", LONGEST_TITLE)


def reported_by(door: AlarmDoor, alarm: Alarm) -> Reported:
    """What the door knows beyond the members of a request."""
    trouble = clean(filled(door.dedupe, alarm.message) or alarm.trouble)
    return Reported(
        trouble=_word_for(f"{door.name} {trouble}") if trouble else "",
        otherwise=_word_for(clean(alarm.otherwise)),
        summary=shortened(shown(alarm.summary), LONGEST_SUMMARY),
    )


def _word_for(trouble: str) -> str:
    """What may be shown of it; what had to be left out still tells one trouble from another, by a digest."""
    if not holds_credentials(trouble):
        return shortened(trouble, LONGEST_DEDUPE)
    digest = hashlib.sha256(trouble.encode()).hexdigest()[:12]
    return f"{shortened(without_credentials(trouble), LONGEST_DEDUPE - 13)} {digest}"


def caller_of(door: AlarmDoor, reported: Reported, arns: Arns, origin: Origin) -> Caller:
    """A session that may start incidents by the door's plan, and write into their timelines; nothing else."""
    return Caller(
        arn=arns.alarm_door(door.name),
        standing="administrator",
        name=door.name,
        session_policies=(_rights(door.response_plan_arn),),
        origin=origin,
        reported=reported,
    )


@lru_cache(maxsize=1024)
def _rights(plan_arn: str) -> str:
    records = f"{plan_arn.replace(':response-plan/', ':incident-record/')}/*"
    statements = [
        {"Effect": "Allow", "Action": "ssm-incidents:StartIncident", "Resource": plan_arn},
        {"Effect": "Allow", "Action": "ssm-incidents:CreateTimelineEvent", "Resource": records},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def raw_data(message: Mapping[str, Any]) -> str:
    """The message as JSON text; where it is too long for AWS's member, its beginning as one JSON string."""
    text = whole(compact(message))
    if len(text) <= LONGEST_RAW:
        return text
    head = text[: LONGEST_RAW // 2]
    while len(spelled := json.dumps(head + "…", ensure_ascii=False)) > LONGEST_RAW:
        head = head[: len(head) // 2]
    return spelled


def shortened(text: str, longest: int) -> str:
    """With a sign where something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def clean(text: str) -> str:
    """Without what nobody can read, and what turns the reading around: a title is shown to many."""
    return text if text.isprintable() else whole(UNREADABLE.sub("", text))


def shown(text: str) -> str:
    """The same without what would let its readers in somewhere."""
    return without_credentials(clean(text))


def whole(text: str) -> str:
    """Without halves of characters, which JSON can spell and no database keeps."""
    return text.encode("utf-8", "replace").decode()
