"""What an answer to a page means: for the page, for the person's other pages, and for the plan."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.engagements.engagement import Engagement, Page, Receipt
from core.engagements.stopping import close_open
from core.engagements.timetable import timetable

MOST_WRONG_CODES = 5
"""After so many a page's code opens nothing any more; 5 guesses at a million codes are a 1 in 200,000 chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said to a page."""

    type: Literal["READ", "DELIVERED"]
    code: str
    note: str | None = None
    channel_arn: str | None = None
    """The channel that the answer came through, where it was not the page's own."""
    code_counts: bool = True
    """False: whoever answers may do without the right code."""
    from_owner: bool = False
    """Known to be the person who was paged.  Others' wrong codes do not take the person's own button away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The facts as they are afterwards."""

    engagement: Engagement
    pages: tuple[Page, ...] = ()
    """Those that changed, the answered one first."""
    acknowledged: bool = False
    """Whether this answer is the one that took the page."""


@dataclass(frozen=True, slots=True)
class AlreadyAccepted:
    """The same person has answered before, this page or another one; saying so again is harmless."""

    by: str
    """The ARN of the contact."""
    at: datetime


@dataclass(frozen=True, slots=True)
class WrongCode:
    page: Page
    """With the attempt counted: to be stored although the answer is refused."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """The page had been closed before anybody answered it."""

    by: str | None
    """The ARN of the contact who answered in its place; None where the engagement was stopped."""
    at: datetime


Outcome = Acceptance | AlreadyAccepted | WrongCode | Superseded


def accept(answer: Answer, page: Page, engagement: Engagement, pages: Sequence[Page], now: datetime) -> Outcome:
    """`pages` are all of the engagement's."""
    if not _may_answer(answer, page):
        return WrongCode(replace(page, wrong_codes=min(page.wrong_codes + 1, MOST_WRONG_CODES)))
    if answered_at := page.read_at or _answered_at(page.contact_arn, pages):
        return AlreadyAccepted(page.contact_arn, answered_at)
    if page.closed_at:
        return Superseded(_answered_by(engagement, pages), page.closed_at)
    if answer.type == "DELIVERED":
        return _delivered(answer, page, engagement, now)
    return _read(answer, page, engagement, pages, now)


def _may_answer(answer: Answer, page: Page) -> bool:
    """Compares in constant time, and no more once there were too many wrong codes."""
    if not answer.code_counts:
        return True
    if page.wrong_codes >= MOST_WRONG_CODES and not answer.from_owner:
        return False
    return hmac.compare_digest(answer.code.encode(), page.code.encode())


def _answered_at(contact_arn: str, pages: Sequence[Page]) -> datetime | None:
    return next((page.read_at for page in pages if page.contact_arn == contact_arn and page.read_at), None)


def _answered_by(engagement: Engagement, pages: Sequence[Page]) -> str | None:
    if engagement.stopped_at:
        return None
    return engagement.acknowledged_by or next((page.contact_arn for page in pages if page.read_at), None)


def _delivered(answer: Answer, page: Page, engagement: Engagement, now: datetime) -> Acceptance:
    if page.delivered_at:
        return Acceptance(engagement=engagement)
    receipts = (*page.receipts, _receipt("DELIVERED", answer, page, now))
    return Acceptance(engagement=engagement, pages=(replace(page, delivered_at=now, receipts=receipts),))


def _read(answer: Answer, page: Page, engagement: Engagement, pages: Sequence[Page], now: datetime) -> Acceptance:
    """AWS's words leave open what stops the plan when a person stands in it more than once.

    Muster's reading: whoever is essential anywhere in it has it from their first answer on, whichever page that is to.
    They are not paged again, so an essential target of theirs in a later stage could never stop it.
    """
    stops_the_plan = page.is_essential or any(
        slot.is_essential for slot in timetable(engagement) if slot.contact_arn == page.contact_arn
    )
    closed = close_open(
        [
            other
            for other in pages
            if other.arn != page.arn and (stops_the_plan or other.contact_arn == page.contact_arn)
        ],
        now,
    )
    if stops_the_plan:
        engagement = _acknowledged(engagement, page.contact_arn, now)
    return Acceptance(engagement=engagement, pages=(_taken(answer, page, now), *closed), acknowledged=True)


def taken_before(engagement: Engagement, pages: Sequence[Page], now: datetime) -> Acceptance:
    """What it means that somebody who is found to be on call has answered an earlier page already.

    It was not known then that they are essential; they are not paged again, so they have it from now on.
    """
    essential = {slot.contact_arn for slot in timetable(engagement) if slot.is_essential}
    by = next((page.contact_arn for page in pages if page.read_at and page.contact_arn in essential), None)
    if by is None or engagement.acknowledged_at or engagement.stopped_at:
        return Acceptance(engagement=engagement)
    return Acceptance(engagement=_acknowledged(engagement, by, now), pages=close_open(pages, now))


def _acknowledged(engagement: Engagement, by: str, now: datetime) -> Engagement:
    return replace(engagement, acknowledged_at=now, acknowledged_by=by, finished_at=engagement.finished_at or now)


def _taken(answer: Answer, page: Page, now: datetime) -> Page:
    delivered = () if page.delivered_at else (_receipt("DELIVERED", answer, page, now),)
    read = _receipt("READ", answer, page, now)
    return replace(
        page,
        delivered_at=page.delivered_at or now,
        read_at=now,
        closed_at=now,
        receipts=(*page.receipts, *delivered, read),
    )


def _receipt(type_: Literal["READ", "DELIVERED"], answer: Answer, page: Page, now: datetime) -> Receipt:
    """Its info is the code, as AWS's is; a note, which AWS has no other place for, takes that place when read."""
    info = answer.note if type_ == "READ" and answer.note else answer.code
    return Receipt(type=type_, at=now, info=info, channel_arn=answer.channel_arn or page.channel_arn)
