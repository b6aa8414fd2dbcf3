"""What is said when a plan has come to its end unstopped?  An incident's thread and a simulation say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.engagements.timetable import timetable


def unstopped(engagement: Engagement, pages: Iterable[Page], at: datetime) -> str:
    """Whether anybody has answered until then, and whether people's own plans go on behind that moment."""
    answered = {page.contact_arn for page in pages if page.read_at and page.read_at <= at}
    who = "Nobody who is essential" if answered else "Nobody"
    then = "those who were paged are still reminded" if _goes_on(engagement, answered, at) else "nobody is left to page"
    return f"{who} has answered, and {engagement.plan.engaged.name} has come to its end: {then}."


def _goes_on(engagement: Engagement, answered: Iterable[str], at: datetime) -> bool:
    """Whoever has answered is left alone, also where that did not stop the plan."""
    still_asked = (slot for slot in timetable(engagement) if slot.contact_arn not in answered)
    return any(
        max((slot.due_at, *slot.repeats_at)) > at for slot in still_asked if slot.name not in engagement.skipped_slots
    )
