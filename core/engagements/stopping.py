"""What it means to stop an engagement: nobody else is paged, and nobody is asked for an answer any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.engagements.engagement import Engagement, Page, Receipt

INCIDENT_RESOLVED = "The incident is resolved."
INCIDENT_DELETED = "The incident was deleted."


def stop(
    engagement: Engagement, pages: Iterable[Page], reason: str | None, now: datetime
) -> tuple[Engagement, tuple[Page, ...]]:
    """The engagement as it is afterwards, and those of its pages that this changed.

    Stopping again, or stopping what an acknowledgement has ended, changes nothing but pages that were left open.
    """
    closed = close_open(pages, now)
    if engagement.stopped_at or engagement.acknowledged_at:
        return engagement, closed
    return replace(engagement, stopped_at=now, stop_reason=reason, finished_at=engagement.finished_at or now), closed


def close_open(pages: Iterable[Page], now: datetime) -> tuple[Page, ...]:
    """Those of the pages that were open, closed with a STOP receipt."""
    return tuple(_closed(page, now) for page in pages if page.closed_at is None)


def _closed(page: Page, now: datetime) -> Page:
    receipt = Receipt(type="STOP", at=now, channel_arn=page.channel_arn)
    return replace(page, closed_at=now, receipts=(*page.receipts, receipt))
