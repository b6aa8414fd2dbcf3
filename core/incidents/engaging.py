"""What a person reads who is paged for an incident, and how an engagement of it begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core.caller import Caller
from core.contacts.contact import Contact
from core.engagements.engagement import Engagement
from core.engagements.starting import start
from core.incidents.impact import sentence
from core.incidents.incident import Incident
from core.rotations.rotation import Rotation

SENDER = "Incident Manager"
PUBLIC_SUBJECT = "You are paged for an incident"


def engaged(
    incident: Incident,
    arn: str,
    contact: Contact,
    people: Mapping[str, Contact],
    rotations: Mapping[str, Rotation],
    *,
    by: Caller,
    minute: timedelta,
) -> Engagement:
    """The engagement of one of the plan's contacts.

    The public texts may travel by SMS and be read on a locked telephone: they say that it is urgent and not what it is.
    """
    return start(
        arn=arn,
        contact=contact,
        people=people,
        rotations=rotations,
        incident_id=incident.arn,
        sender=by.name or SENDER,
        subject=incident.title,
        content="\n".join(filter(None, (sentence(incident.impact), incident.summary))),
        public_subject=PUBLIC_SUBJECT,
        public_content=sentence(incident.impact),
        by=by.arn,
        now=incident.created_at,
        minute=minute,
    )
