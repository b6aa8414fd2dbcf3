"""What is said when a plan has come to its end unstopped?  An incident's thread and a simulation say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.engagements.timetable import timetable


def unstopped(engagement: Engagement, pages: Iterable[Page], at: datetime) -> str:
    """Who has answered until then, and whether people's own plans go on behind that moment."""
    answered = answered_by(pages, at)
    goes_on, name = _goes_on(engagement, answered, at), engagement.plan.engaged.name
    if not answered:
        then = "those who were paged are still reminded" if goes_on else "nobody is left to page"
        return f"Nobody has answered, and {name} has come to its end: {then}."
    who = ", ".join(engagement.name_of(arn) for arn in answered)
    then = "others who were paged are still reminded" if goes_on else "nobody else is left to page"
    return f"{name} has come to its end, answered by {who}: {then}."


def answered_by(pages: Iterable[Page], at: datetime) -> list[str]:
    """The ARNs of those who had answered by then, also where that did not stop the plan."""
    return list(dict.fromkeys(page.contact_arn for page in pages if page.read_at and page.read_at <= at))


def _goes_on(engagement: Engagement, answered: Iterable[str], at: datetime) -> bool:
    """Whoever has answered is left alone."""
    still_asked = (slot for slot in timetable(engagement) if slot.contact_arn not in answered)
    return any(
        max((slot.due_at, *slot.repeats_at)) > at for slot in still_asked if slot.name not in engagement.skipped_slots
    )
