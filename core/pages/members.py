"""A page, its receipts and its path in AWS's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engagements.engagement import Engagement, Page, Receipt, Resolution
from core.listing import Listing, Window

if TYPE_CHECKING:
    from core.vocabulary import types


def written(page: Page, engagement: Engagement) -> types.DescribePageOutput:
    """The whole page.  SentTime is when it was sent last."""
    answer: types.DescribePageOutput = {
        "PageArn": page.arn,
        "EngagementArn": page.engagement_arn,
        "ContactArn": page.contact_arn,
        "Sender": engagement.sender,
        "Subject": engagement.subject,
        "Content": engagement.content,
    }
    if engagement.public_subject:
        answer["PublicSubject"] = engagement.public_subject
    if engagement.public_content:
        answer["PublicContent"] = engagement.public_content
    if page.incident_id:
        answer["IncidentId"] = page.incident_id
    if page.sent_at:
        answer["SentTime"] = page.sent_at
    if page.delivered_at:
        answer["DeliveryTime"] = page.delivered_at
    if page.read_at:
        answer["ReadTime"] = page.read_at
    return answer


def summarized(page: Page, engagement: Engagement) -> types.Page:
    """A row of a list."""
    row: types.Page = {
        "PageArn": page.arn,
        "EngagementArn": page.engagement_arn,
        "ContactArn": page.contact_arn,
        "Sender": engagement.sender,
    }
    if page.incident_id:
        row["IncidentId"] = page.incident_id
    if page.sent_at:
        row["SentTime"] = page.sent_at
    if page.delivered_at:
        row["DeliveryTime"] = page.delivered_at
    if page.read_at:
        row["ReadTime"] = page.read_at
    return row


def receipts_of(page: Page, window: Window) -> Listing[Receipt]:
    """By type, as in AWS's example, and those of one type by time.  A later receipt may move what follows it."""
    begin = int(window.after[0]) if window.after else 0
    end = begin + window.limit
    ordered = sorted(page.receipts, key=lambda receipt: (receipt.type, receipt.at))
    return Listing(tuple(ordered[begin:end]), (end,) if end < len(ordered) else None)


def receipt(of: Receipt) -> types.Receipt:
    written: types.Receipt = {"ReceiptType": of.type, "ReceiptTime": of.at}
    if of.channel_arn:
        written["ContactChannelArn"] = of.channel_arn
    if of.info:
        written["ReceiptInfo"] = of.info
    return written


def resolution(of: Resolution) -> types.ResolutionContact:
    step: types.ResolutionContact = {"ContactArn": of.contact_arn, "Type": of.type}
    if of.stage_index is not None:
        step["StageIndex"] = of.stage_index
    return step
