"""What does a plain JSON message say?  The form that any program can send; what it does not need is left alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from core.alarm_doors.alarm import LONGEST_DEDUPE, LONGEST_SUMMARY, LONGEST_TITLE, Alarm, clean
from core.free_text import holds_credentials

SOURCE = "webhook"
LONGEST_SOURCE = 50
LONGEST = {"title": LONGEST_TITLE, "summary": LONGEST_SUMMARY, "dedupe": LONGEST_DEDUPE}
OVER = frozenset({"ok", "resolved", "closed", "recovered", "cleared"})


def understood(message: Mapping[str, Any], door_name: str, now: datetime) -> Alarm:
    """The alarm; a member of another kind than expected counts as one that is not there."""
    title = _text(message, "title")
    source = clean(_text(message, "source"))[:LONGEST_SOURCE]
    return Alarm(
        over="is over" if _text(message, "status").lower() in OVER else "",
        title=title,
        summary=_text(message, "summary"),
        impact=_impact(message.get("impact")),
        trouble=_text(message, "dedupe"),
        otherwise=f"{door_name} {title}",
        source=SOURCE if not source or source.lower().startswith("aws.") else source,
        at=_moment(message.get("timestamp"), now),
        message=message,
        id=_id(message),
    )


def ignored(message: Mapping[str, Any]) -> list[str]:
    """What could not be taken as it was meant, in words for whoever sets the sender up."""
    found = [
        f"{name}: expected text" for name in ("title", "summary", "dedupe", "source", "status", "id")
        if message.get(name) is not None and not isinstance(message[name], str)
    ]  # fmt: skip
    if message.get("impact") is not None and _impact(message["impact"]) is None:
        found.append("impact: expected a whole number from 1 (critical) to 5 (none)")
    if message.get("timestamp") is not None and _at(message["timestamp"]) is None:
        found.append("timestamp: expected seconds since 1970, or text such as 2027-01-04T08:00:00Z")
    if not _text(message, "title"):
        found.append("title: it is missing")
    return [*found, *(said for name, longest in LONGEST.items() for said in _left_out(name, message, longest))]


def _left_out(name: str, message: Mapping[str, Any], longest: int) -> Iterator[str]:
    text = clean(_text(message, name))
    if holds_credentials(text):
        yield f"{name}: of an address with a password or token in it, only the host is shown"
    if len(text) > longest:
        yield f"{name}: cut after {longest} characters"


def _text(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return value.strip() if isinstance(value, str) else ""


def _id(message: Mapping[str, Any]) -> str:
    """Another message under an old id is another message: no alarm is lost to a sender that counts wrongly."""
    if not _text(message, "id"):
        return ""
    text = json.dumps(message, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _impact(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 4:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5 else None


def _moment(value: object, now: datetime) -> datetime:
    """When it happened, or else now: nothing has happened in a time to come."""
    at = _at(value)
    return min(at, now) if at else now


def _at(value: object) -> datetime | None:
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return at if at and at.tzinfo else None
