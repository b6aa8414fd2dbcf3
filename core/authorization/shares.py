"""What do other accounts share with a caller of this one?  Asked anew for each list, so that a share ends at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from core.authorization.authorizer import Authorizer
from core.authorization.ports import Shareable
from core.authorization.sharing import Looking
from core.contacts.contact import Contact, ContactType
from core.engagements.engagement import Engagement
from core.incidents.incident import Incident
from core.incidents.ports import IncidentFilter
from core.listing import Listing, Source, Window, part_of
from core.response_plans.response_plan import ResponsePlan
from core.work import Work

PLANS = Looking("response-plan", "response-plan", ("ssm-incidents:GetResponsePlan", "ssm-incidents:ListResponsePlans"))
INCIDENTS = Looking(
    "response-plan", "incident-record", ("ssm-incidents:GetIncidentRecord", "ssm-incidents:ListIncidentRecords")
)
CONTACTS = Looking("contact", "contact", ("ssm-contacts:GetContact", "ssm-contacts:ListContacts"))
ENGAGEMENTS = Looking("contact", "engagement", ("ssm-contacts:DescribeEngagement", "ssm-contacts:ListEngagements"))


@dataclass(frozen=True, slots=True)
class Shares:
    """Further sources for the lists that show, behind what is one's own, what is shared; one for each account."""

    authorizer: Authorizer

    async def response_plans(self, work: Work) -> list[Source[ResponsePlan]]:
        """The plans that the caller may look at, in the order of their names."""
        return [
            (one.account, partial(_plans, one.there, one.arns))
            for one in await self.authorizer.shared_with(work.caller, PLANS, work.now)
        ]

    async def contacts(self, work: Work, prefix: str, type_: ContactType | None) -> list[Source[Contact]]:
        """The contacts that match, in the order of their aliases."""
        return [
            (one.account, partial(_contacts, one.there, one.arns, prefix, type_))
            for one in await self.authorizer.shared_with(work.caller, CONTACTS, work.now)
        ]

    async def incidents(self, work: Work, wanted: IncidentFilter) -> list[Source[Incident]]:
        """All incidents of the plans that are shared with the caller."""
        return [
            (one.account, partial(one.there.incidents.listing, replace(wanted, response_plan_arns=one.arns)))
            for one in await self.authorizer.shared_with(work.caller, INCIDENTS, work.now)
        ]

    async def engagements(
        self, work: Work, incident_id: str | None, between: tuple[datetime | None, datetime | None]
    ) -> list[Source[Engagement]]:
        """All engagements of the contacts that are shared with the caller."""
        return [
            (
                one.account,
                partial(
                    one.there.engagements.listing,
                    incident_id=incident_id,
                    started_from=between[0],
                    started_to=between[1],
                    contact_arns=one.arns,
                ),
            )
            for one in await self.authorizer.shared_with(work.caller, ENGAGEMENTS, work.now)
        ]


async def _plans(there: Shareable, arns: Sequence[str], window: Window) -> Listing[ResponsePlan]:
    found = [await there.response_plans.get(arn) for arn in arns]
    return part_of([plan for plan in found if plan], lambda plan: plan.arn, window)


async def _contacts(
    there: Shareable, arns: Sequence[str], prefix: str, type_: ContactType | None, window: Window
) -> Listing[Contact]:
    found = await there.contacts.many(arns)
    wanted = [one for one in found.values() if one.alias.startswith(prefix) and type_ in (None, one.type)]
    return part_of(sorted(wanted, key=_by_arn), _by_arn, window)


def _by_arn(contact: Contact) -> str:
    return contact.arn
