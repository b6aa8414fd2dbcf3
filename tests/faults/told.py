"""What does the API say of an engagement's pages?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.faults.history import PageTold
from tests.faults.installation import People

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""An operation by its name, with what it takes."""


async def pages_told(ask: Ask, engagement: str, people: People) -> dict[str, PageTold]:
    """By their ARNs."""
    listed = await ask("ssm-contacts:ListPagesByEngagement", {"EngagementId": engagement})
    return {page["PageArn"]: await _page(ask, page, people) for page in listed["Pages"]}


async def _page(ask: Ask, page: dict[str, Any], people: People) -> PageTold:
    told = await ask("ssm-contacts:ListPageReceipts", {"PageId": page["PageArn"]})
    channels = [one["ContactChannelArn"] for one in told["Receipts"]]
    names = {arn: key for key, arn in people.channels.items()}
    alias = next(name for name, arn in people.contacts.items() if arn == page["ContactArn"])
    receipts = tuple((one["ReceiptType"], one["ReceiptTime"]) for one in reversed(told["Receipts"]))
    return PageTold(alias=alias, medium=names[channels[0]][1] if channels else None, receipts=receipts)
