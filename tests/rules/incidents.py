"""An incident with somebody engaged, for the tests of cards and stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.announcements.drawing import Facts
from core.engagements.engagement import Engagement, Page, Receipt
from core.engagements.paging import page_of
from core.engagements.timetable import timetable
from core.incidents.incident import Incident, Source
from tests.rules.plans import START, by, engage, person, plan, stage, whom

ANA_IN_SLACK = "arn:aws:sts::111122223333:assumed-role/muster-slack/UANA"
SCRIPT = "arn:aws:iam::111122223333:user/deploy-script"

INCIDENT = Incident(
    arn="arn:aws:ssm-incidents::111122223333:incident-record/checkout/1",
    response_plan_arn="arn:aws:ssm-incidents::111122223333:response-plan/checkout",
    impact=1,
    title="Checkout is down",
    dedupe_string="1",
    source=Source(created_by=ANA_IN_SLACK, source="aws.ssm-incidents.custom"),
    created_at=START,
    last_modified_at=START,
    last_modified_by=ANA_IN_SLACK,
)


def escalation() -> Engagement:
    """Ana first, Bo five minutes later, and five minutes for Bo."""
    ana, bo = (person(alias, stage(1, by(alias))) for alias in ("ana", "bo"))
    return engage(plan(stage(5, whom("ana")), stage(5, whom("bo"))), ana, bo)


def paged(engagement: Engagement, now: datetime) -> list[Page]:
    """Its pages, all sent the moment they were due."""
    due = [slot for slot in timetable(engagement) if slot.due_at <= now]
    return [
        replace(page_of(slot, engagement, f"page/{slot.name}", "000000", slot.due_at), sent_at=slot.due_at)
        for slot in due
    ]


def failed(page: Page) -> Page:
    """The same page, which its carrier would not take."""
    return replace(page, sent_at=None, receipts=(Receipt(type="ERROR", at=page.created_at),))


def facts(engagement: Engagement | None = None, pages: list[Page] | None = None, **others: object) -> Facts:
    """What a card is drawn from."""
    return replace(
        Facts(
            incident=INCIDENT,
            plan_name="Checkout",
            engagements=[engagement] if engagement else [],
            pages={engagement.arn: pages or []} if engagement else {},
        ),
        **others,
    )
