"""May there be such a feed, and what is its secret?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from core.calendars.calendar_feed import CalendarFeed
from core.caller import Caller
from core.contacts.contact import Contact
from core.errors import Refusal, invalid

MOST = 10
"""Of the same calendar for the same person: enough for every device that they have."""


def new_secret(draw: Callable[[int], bytes]) -> str:
    """As nobody can guess it, and every program takes it in an address."""
    return base64.urlsafe_b64encode(draw(30)).decode()


def digest_of(secret: str) -> str:
    """A secret is drawn by lot, so that plain SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def made(contact: Contact, feed_id: str, secret: str, made_by: str, now: datetime) -> CalendarFeed:
    """The feed of a schedule or a person; `Refusal` for an escalation plan, in which nobody has shifts."""
    if contact.type == "ESCALATION":
        raise invalid(
            f"{contact.alias} is an escalation plan, and nobody has shifts in it: name a schedule that it engages, "
            "or a person."
        )
    return CalendarFeed(id=feed_id, contact_arn=contact.arn, digest=digest_of(secret), made_by=made_by, created_at=now)


def refuse_too_many(contact: Contact, feeds: Sequence[CalendarFeed], by: Caller) -> None:
    """Raise where whoever asks has more addresses of the same calendar than anybody can use, out of all its feeds."""
    if sum(one.made_by == by.arn for one in feeds) >= MOST:
        ends = (
            f"`/oncall calendar revoke {contact.alias}` ends them"
            if by.user_id
            else "`muster calendar revoke ID` ends one of those that `muster calendar list` shows"
        )
        raise Refusal(
            "ServiceQuotaExceededException",
            f"You have {MOST} addresses of the calendar of {contact.alias} already, and all of them work. "
            f"{ends}, and after that you can have another.",
        )


def no_such_feed(name: str) -> Refusal:
    """And where to look."""
    return Refusal(
        "ResourceNotFoundException",
        f"There is no calendar address {name!r}, nor one of a schedule or person of that name. "
        "`muster calendar list` shows those that there are.",
    )
