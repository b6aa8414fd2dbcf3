"""What is a page about that somebody answers, what is it called where others may read along, and what became of it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.incidents.engaging import PUBLIC_SUBJECT
from core.legible import cleaned

LONGEST_LABEL = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One page with what it rests on."""

    page: Page
    engagement: Engagement
    answered_at: datetime | None = None
    """When the person who is asked answered any page of this engagement."""

    @property
    def asks(self) -> bool:
        """Whether it still wants an answer."""
        return self.page.closed_at is None and self.answered_at is None


@dataclass(frozen=True, slots=True)
class Ended:
    """A page needs no answer any more: theirs has come already, somebody else's has, or paging was stopped."""

    at: datetime
    by: str | None = None
    """A name; None where paging was stopped."""
    is_theirs: bool = False


def matter_of(page: Page, engagement: Engagement, pages: Sequence[Page]) -> Matter:
    """`pages` are all of the engagement's."""
    theirs = (one.read_at for one in pages if one.contact_arn == page.contact_arn and one.read_at)
    return Matter(page=page, engagement=engagement, answered_at=page.read_at or next(theirs, None))


def ended(matter: Matter) -> Ended | None:
    """None while it still asks."""
    engagement = matter.engagement
    if matter.answered_at:
        return Ended(matter.answered_at, engagement.name_of(matter.page.contact_arn), is_theirs=True)
    if matter.page.closed_at is None:
        return None
    if engagement.acknowledged_by:
        return Ended(matter.page.closed_at, engagement.name_of(engagement.acknowledged_by))
    return Ended(matter.page.closed_at)


def one_of_each(matters: Sequence[Matter], through: Collection[str] = ()) -> tuple[Matter, ...]:
    """One page of each engagement, the oldest first: an answer to one answers for all pages to this person.

    The one that went out `through` these channels, for its code is the one that the reader has; else the oldest that
    went out at all.
    """
    chosen: dict[str, Matter] = {}
    for one in sorted(matters, key=lambda one: (*_not_had(one.page, through), *_age(one))):
        chosen.setdefault(one.engagement.arn, one)
    return tuple(sorted(chosen.values(), key=_age))


def _not_had(page: Page, through: Collection[str]) -> tuple[bool, bool]:
    is_out = page.sent_at is not None
    return not (is_out and page.channel_arn in through), not is_out


def _age(matter: Matter) -> tuple[datetime, str]:
    return matter.page.created_at, matter.page.arn


def label(matter: Matter) -> str:
    """Words for a telephone that anybody may read: of the public text, since when it asks, and the code.

    Every incident's public subject is the same; how bad it is tells more.  Where several read alike still, they
    are told apart by the code that the message had.
    """
    engagement = matter.engagement
    texts = [text.strip().rstrip(".") for text in (engagement.public_subject, engagement.public_content) if text]
    said = [text for text in texts if text and text != PUBLIC_SUBJECT]
    return f"{_cut(said[0] if said else 'page')}, {engagement.started_at:%H:%M} ({matter.page.code})"


def title(matter: Matter) -> str:
    """Words for whoever has just heard or read what it is about: on a call, or on the page of a link."""
    return _cut(cleaned(matter.engagement.subject).strip().rstrip(".") or "page")


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 2].rstrip()}.."
