"""Pages that reach a person as one message: one of them leads, and each keeps its own record, receipts and code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from core.engagements.engagement import Page

MOST = 500
"""Pages in one message; those beyond wait for the next."""
SHOWN = 9
"""So many of them does a message name."""


def held(page: Page, now: datetime) -> Page:
    """It waits for others of the same channel."""
    return replace(page, held_at=now, lead=None, leads=0)


def bundled(waiting: Sequence[Page]) -> tuple[Page, tuple[Page, ...], bool]:
    """The page that leads, those that come with it, and whether others are left; the oldest leads."""
    first, *others = sorted(waiting, key=lambda page: (page.created_at, page.arn))
    followers = tuple(replace(one, lead=first.arn) for one in others[: MOST - 1])
    lead = replace(first, lead=first.arn, leads=len(followers))
    return lead, followers, len(others) > len(followers)


def waits_for_others(page: Page) -> bool:
    """Whether it is to go out in a message with others, which has not gone yet: no repetition puts that off."""
    return page.held_at is not None


def goes_out_now(page: Page) -> bool:
    """Whether it has waited already."""
    return page.lead == page.arn


def waiting_of(pages: Iterable[Page], channel_arn: str) -> list[Page]:
    """Those that wait to be sent through this channel, and are in no message yet."""
    open_ones = [page for page in pages if page.channel_arn == channel_arn and page.closed_at is None]
    return [page for page in open_ones if page.held_at and page.lead is None]


def following(pages: Iterable[Page], lead_arn: str) -> list[Page]:
    """Those that come with this one and still ask, the oldest first."""
    found = [page for page in pages if page.lead == lead_arn and page.arn != lead_arn and page.closed_at is None]
    return sorted(found, key=lambda page: (page.created_at, page.arn))


def left_behind(page: Page) -> Page:
    """The one that was to lead needs no answer any more: this one is on its own again."""
    return replace(page, lead=None, held_at=None)


def and_more(count: int) -> str:
    """How a title says that it does not come alone."""
    return f" (and {count} more)" if count else ""


def also(titles: Sequence[str], count: int) -> str:
    """A sentence that names some of those that come along."""
    more = f"; and {count - len(titles)} more" if count > len(titles) else ""
    return f"Also: {'; '.join(titles)}{more}." if count else ""
