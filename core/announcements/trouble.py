"""What of an incident's timeline must people be warned of?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.arns import alias_of
from core.timeline.event import RUNBOOK_START_FAILURE, START, TimelineEvent


def troubles(events: Iterable[TimelineEvent]) -> list[str]:
    """One sentence each, in the order of the events."""
    return [sentence for event in events if (sentence := trouble(event.event_type, data_of(event)))]


def trouble(event_type: str, data: Mapping[str, Any]) -> str | None:
    """What went wrong, or None where this event tells of nothing bad."""
    if event_type == RUNBOOK_START_FAILURE:
        return f"The runbook {data.get('ssmDocumentName', '')} did not start. {data.get('failureMessage', '')}".strip()
    if event_type == START and (missing := data.get("contactsNotFound")):
        aliases = ", ".join(alias_of(one["contactArn"]) for one in missing)
        return f"The response plan names who does not exist any more, and who is therefore not engaged: {aliases}."
    return None


def data_of(event: TimelineEvent) -> dict[str, Any]:
    """The data of an automatic event."""
    data = json.loads(event.data)
    return data if isinstance(data, dict) else {}
