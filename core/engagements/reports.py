"""What becomes of a page when its carrier reports on it later, or reports nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.engagements.engagement import Page, Receipt, ReceiptType


def arrived(page: Page, info: str, now: datetime) -> Page:
    """The page that carriers call `info` has reached the person; hearing so again changes nothing."""
    return replace(_noted(page, "DELIVERED", info, now), delivered_at=page.delivered_at or now)


def was_lost(page: Page, info: str, reason: str, now: datetime) -> Page:
    """The carrier took it and could not deliver it; hearing so again changes nothing."""
    return _noted(page, "ERROR", _lost(info, reason), now)


def waits_for_a_report(page: Page) -> bool:
    """Whether nobody has heard that the last sending arrived, and it still asks for an answer."""
    sendings = [receipt for receipt in page.receipts if receipt.type == "SENT"]
    if page.closed_at or not sendings:
        return False
    last = sendings[-1]
    return not any(
        # A report may be faster than the note that the carrier has taken it.
        receipt.type == "DELIVERED" and (receipt.at >= last.at or receipt.info == last.info)
        for receipt in page.receipts
    )


def is_known_lost(page: Page, info: str) -> bool:
    """Whether the carrier has reported already that it could not deliver what it calls `info`."""
    return any(
        receipt.type == "ERROR" and (receipt.info or "").startswith(_lost(info, "")) for receipt in page.receipts
    )


def _noted(page: Page, type_: ReceiptType, info: str, now: datetime) -> Page:
    if any(receipt.type == type_ and receipt.info == info for receipt in page.receipts):
        return page
    receipt = Receipt(type=type_, at=now, info=info, channel_arn=page.channel_arn)
    return replace(page, receipts=(*page.receipts, receipt))


def _lost(info: str, reason: str) -> str:
    return f"{info}: {reason}"
