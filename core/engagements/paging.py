"""How a page begins, is asked for again, and what becomes of it at its carrier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.engagements.bundles import waits_for_others
from core.engagements.engagement import Engagement, Page, Receipt
from core.engagements.escalation import Decision
from core.engagements.timetable import Slot


def page_of(slot: Slot, engagement: Engagement, arn: str, code: str, now: datetime) -> Page:
    """The page that fills this slot.  Made late, it does not make up for the repetitions that it missed."""
    return Page(
        arn=arn,
        engagement_arn=engagement.arn,
        contact_arn=slot.contact_arn,
        channel_arn=slot.channel_arn,
        slot=slot.name,
        incident_id=engagement.incident_id,
        is_essential=slot.is_essential,
        path=slot.path,
        created_at=now,
        code=code,
        times_asked=max(1, slot.asked_by(now)),
    )


def is_on_its_way(page: Page) -> bool:
    """Whether it is to go out, and no carrier has said anything of it yet; one that waits for others comes later."""
    return page.closed_at is None and not page.receipts and not waits_for_others(page)


def asked_again(page: Page, times: int) -> Page:
    """The same page, to be sent once more under its old name and code; one that waits for others goes on waiting."""
    if waits_for_others(page):
        return replace(page, times_asked=times)
    return replace(page, times_asked=times, lead=None, leads=0)


def after(engagement: Engagement, decision: Decision, skipped: tuple[str, ...], now: datetime) -> Engagement:
    """The engagement once the decision has been carried out, but for the slots whose channels could not be used."""
    return replace(
        engagement,
        skipped_slots=engagement.skipped_slots + skipped,
        finished_at=engagement.finished_at or (now if decision.finished else None),
    )


def sent(
    page: Page, info: str, reference: str | None, now: datetime, *, delivered: bool, failures: Iterable[str] = ()
) -> Page:
    """The carrier has taken it, `failures` being in the way of others.  It may be closed: what was sent was sent.

    A message that the carrier can name is told of once: a process that was taken for dead may write it down after
    another has found it there.
    """
    if reference and any(one.type == "SENT" and one.info == info for one in page.receipts):
        return page
    receipts = [Receipt(type="ERROR", at=now, info=reason, channel_arn=page.channel_arn) for reason in failures]
    receipts.append(Receipt(type="SENT", at=now, info=info, channel_arn=page.channel_arn))
    if delivered and not page.delivered_at:
        receipts.append(Receipt(type="DELIVERED", at=now, channel_arn=page.channel_arn))
    return replace(
        page,
        sent_at=now,
        held_at=None,
        delivered_at=page.delivered_at or (now if delivered else None),
        carrier_reference=reference or page.carrier_reference,
        receipts=(*page.receipts, *receipts),
    )


def failed(page: Page, reason: str, now: datetime) -> Page:
    """The carrier will never take it.  It stays open, for a repetition may fare better."""
    return replace(delayed(page, reason, now), held_at=None)


def is_told_of(page: Page) -> bool:
    """Whether anything is known of what its carrier did with it."""
    return page.delivered_at is not None or any(receipt.type in ("SENT", "ERROR") for receipt in page.receipts)


def delayed(page: Page, reason: str, now: datetime) -> Page:
    """The carrier does not take it now, and is asked again."""
    receipt = Receipt(type="ERROR", at=now, info=reason, channel_arn=page.channel_arn)
    return replace(page, receipts=(*page.receipts, receipt))
