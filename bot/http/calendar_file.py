"""How a calendar is written down for calendar programs: RFC 5545, and what they ask for beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.calendars.calendar_feed import Told
from core.calendars.entries import Entry
from core.calendars.telling import Calendar

if TYPE_CHECKING:
    from icalendar import Event

REFRESH, SPELLED = timedelta(minutes=15), "PT15M"
MAKER = "-//Muster//On call//EN"


def written(calendar: Calendar) -> bytes:
    """The whole file; the same calendar is the same bytes."""
    import icalendar  # only where somebody subscribes: it is large

    shown = icalendar.Calendar()
    shown.add("prodid", MAKER)
    shown.add("version", "2.0")
    shown.add("calscale", "GREGORIAN")
    shown.add("name", calendar.name)
    shown.add("x-wr-calname", calendar.name)
    shown.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    shown.add("x-published-ttl", SPELLED)
    for entry, told in calendar.entries:
        shown.add_component(_event(entry, told))
    return bytes(shown.to_ical())


def _event(entry: Entry, told: Told) -> Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _whole(told.at))
    event.add("last-modified", _whole(told.at))
    event.add("sequence", told.sequence)
    event.add("dtstart", _whole(entry.starts_at))
    event.add("dtend", _whole(entry.ends_at))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")  # whoever is on call has time for meetings
    return event


def _whole(at: datetime) -> datetime:
    """In UTC, which needs no description of a zone; the format knows no part of a second."""
    return at.astimezone(UTC).replace(microsecond=0)
