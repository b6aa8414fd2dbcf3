"""Which incident is meant where nobody named one?  The one whose card, thread or channel it was said in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.slack.conversation import Place
from bot.slack.theirs import Theirs
from core.announcements.ports import Announcements
from core.caller import Caller
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.vocabulary.arguments import filled
from core.vocabulary.understanding import Command

NAMED_BY_ARN = {"ssm-incidents:GetIncidentRecord", "ssm-incidents:UpdateIncidentRecord"}
ENGAGE = "ssm-contacts:StartEngagement"
LONGEST_SUBJECT, LONGEST_CONTENT, LONGEST_SENDER = 2048, 8192, 255


class Surroundings:
    def __init__(self, announcements: Announcements, incidents: Incidents) -> None:
        self._announcements = announcements
        self._incidents = incidents

    async def incidents_at(self, place: Place) -> list[str]:
        """The ARNs of the incidents that a conversation is about: of a card's thread, else of the whole channel."""
        if not place.channel or place.direct:
            return []
        found = await self._announcements.at(place.channel, place.thread_ts) if place.thread_ts else []
        if not found:
            # A card that has moved away says nothing about the channel any more, only about its own thread.
            found = [one for one in await self._announcements.at(place.channel, None) if one.moved_at is None]
        return list(dict.fromkeys(one.incident_arn for one in found))

    async def filled_in(self, command: Command, place: Place, theirs: Theirs) -> Command:
        """The command with the incident at hand where it needs one, was given none, and this one is theirs."""
        wanted = _wanted(command)
        if not wanted:
            return command
        here = await theirs.at((wanted,), await self.incidents_at(place))
        if len(here) != 1:
            return command
        if command.operation.action != ENGAGE:
            return filled(command, {wanted: here[0]})
        incident = await self._incidents.get(here[0])
        return filled(command, _call_for_help(incident, theirs.caller)) if incident else command


def with_plain_event_data(params: Mapping[str, Any]) -> dict[str, Any]:
    """AWS wants JSON for an event's data; what somebody typed as plain words becomes a JSON string."""
    data = params.get("eventData")
    if not isinstance(data, str):
        return dict(params)
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return {**params, "eventData": json.dumps(data, ensure_ascii=False)}
    return dict(params)


def _wanted(command: Command) -> str | None:
    """The member that an incident at hand would be the value of."""
    if "incidentRecordArn" in command.missing:
        return "incidentRecordArn"
    if command.operation.action in NAMED_BY_ARN and "arn" in command.missing:
        return "arn"
    if command.operation.action == ENGAGE and "IncidentId" not in command.params:
        return "IncidentId"
    return None


def _call_for_help(incident: Incident, caller: Caller) -> dict[str, object]:
    return {
        "IncidentId": incident.arn,
        "Sender": (caller.name or caller.user_id)[:LONGEST_SENDER],
        "Subject": incident.title[:LONGEST_SUBJECT],
        "Content": (incident.summary or incident.title)[:LONGEST_CONTENT],
    }
