"""What a person reads who is paged for an incident, and how an engagement of it begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core.caller import Caller
from core.contacts.contact import Contact
from core.engagements.engagement import Engagement
from core.engagements.starting import start
from core.incidents.incident import Incident

IMPACTS = {1: "Critical", 2: "High", 3: "Medium", 4: "Low", 5: "No impact"}
SENDER = "Incident Manager"


def engaged(
    incident: Incident, arn: str, contact: Contact, people: Mapping[str, Contact], *, by: Caller, minute: timedelta
) -> Engagement:
    """The engagement of one of the plan's contacts.

    The public texts may travel by SMS and be read on a locked telephone: they say that it is urgent and not what it is.
    """
    impact = IMPACTS[incident.impact]
    return start(
        arn=arn,
        contact=contact,
        people=people,
        incident_id=incident.arn,
        sender=by.name or SENDER,
        subject=incident.title,
        content="\n".join(filter(None, (_sentence(impact), incident.summary))),
        public_subject="You are paged for an incident",
        public_content=_sentence(impact),
        by=by.arn,
        now=incident.created_at,
        minute=minute,
    )


def _sentence(impact: str) -> str:
    return f"{impact}." if "impact" in impact else f"{impact} impact."
