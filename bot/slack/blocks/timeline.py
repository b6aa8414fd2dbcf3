"""How a list of timeline events looks: as a story, when it was first and then what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.blocks.escape import code, mrkdwn, on


def about(rows: Sequence[Mapping[str, Any]]) -> str:
    """The incident that all of them belong to; empty where there are several."""
    incidents = {str(row.get("incidentRecordArn", "")) for row in rows}
    return next(iter(incidents)) if len(incidents) == 1 else ""


def row(event: Mapping[str, Any]) -> str:
    """One event; when it was changed is told only where it was."""
    happened, changed = event.get("eventTime"), event.get("eventUpdatedTime")
    when = f"{on(happened)} " if happened else ""
    then = f" · changed {on(changed)}" if changed and changed != happened else ""
    lines = [f"{when}*{mrkdwn(str(event.get('eventType', '')), 200)}*{then}"]
    return "\n".join([*lines, *([code(str(event["eventId"]), 200)] if event.get("eventId") else [])])
