"""Pages that reach a person as one message: one of them leads, and each keeps its own record, receipts and code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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


def refused(page: Page, now: datetime) -> Page:
    """The carrier does not take it yet: it is tried on, and who comes meanwhile goes out with it."""
    return replace(page, held_at=page.held_at or now, lead=page.arn)


def is_known_refused(page: Page) -> bool:
    """Whether it is written down already that the carrier does not take it yet."""
    return waits_for_others(page) and bool(page.receipts) and page.receipts[-1].type == "ERROR"


def bundled(waiting: Sequence[Page]) -> tuple[Page, tuple[Page, ...]]:
    """The page that leads, and those that come with it; the oldest leads.  More than one message has are left."""
    first, *others = sorted(waiting, key=lambda page: (page.created_at, page.arn))
    followers = tuple(replace(one, lead=first.arn, leads=0) for one in others[: MOST - 1])
    return replace(first, lead=first.arn, leads=len(followers)), followers


def waits_for_others(page: Page) -> bool:
    """Whether it is to go out in a message with others, which has not gone yet: no repetition puts that off."""
    return page.held_at is not None


def goes_with_another(page: Page) -> bool:
    """Whether it waits for the message of another, and needs none of its own."""
    return waits_for_others(page) and page.closed_at is None and page.lead not in (None, page.arn)


def goes_out_now(page: Page) -> bool:
    """Whether it has waited already."""
    return page.lead == page.arn


def untried(waiting: Iterable[Page]) -> set[str]:
    """The ARNs of those that are in no message, not even in one that the carrier does not take yet."""
    leading = {page.arn for page in waiting if goes_out_now(page)}
    return {page.arn for page in waiting if page.lead not in leading}


def waiting_of(pages: Iterable[Page], channel_arn: str, on_way: Collection[str] = ()) -> list[Page]:
    """Those that wait to be sent through this channel, but for those whose leading page is `on_way`."""
    open_ones = [page for page in pages if page.channel_arn == channel_arn and page.closed_at is None]
    return [page for page in open_ones if page.held_at and page.lead not in on_way]


def following(pages: Iterable[Page], lead_arn: str) -> list[Page]:
    """Those that come with this one and still ask, the oldest first."""
    found = [page for page in pages if page.lead == lead_arn and page.arn != lead_arn and page.closed_at is None]
    return sorted(found, key=lambda page: (page.created_at, page.arn))


def left_behind(page: Page) -> Page:
    """The one that was to lead is not sent: this one waits for the next message."""
    return replace(page, lead=None, leads=0)


def alone(page: Page) -> Page:
    """It waits for nobody, nor anybody for it."""
    return replace(page, held_at=None, lead=None, leads=0)


def and_more(count: int) -> str:
    """How a title says that it does not come alone."""
    return f" (and {count} more)" if count else ""


def also(titles: Sequence[str], count: int) -> str:
    """A sentence that names some of those that come along."""
    more = f"; and {count - len(titles)} more" if count > len(titles) else ""
    return f"Also: {'; '.join(titles)}{more}." if count else ""
