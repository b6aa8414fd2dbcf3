"""What is said back to somebody who answered a page: at night, in one message, in letters that every telephone has.

Each sentence says first what became of the answer.  Times are UTC, which the sentences say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.answering.matter import Ended

NOTHING_DONE = "Nothing was acknowledged."
NOTHING_OPEN = f"No page is waiting for you. {NOTHING_DONE}"
NO_SUCH_CODE = f"{NOTHING_DONE} No page of yours has this code. Reply ACK to see what is open."
WRONG_CODE = f"{NOTHING_DONE} This is not the code of that page."
NO_SUCH_PAGE = f"{NOTHING_DONE} There is no such page any more."
UNCLEAR = f"{NOTHING_DONE} Muster reads only: ACK, the code of a page, a number of its list, ALL, HELP, STOP."
UNKNOWN = (
    f"{NOTHING_DONE} Muster does not page this number. Answer from the phone that was paged, in Slack or by the aws "
    "CLI."
)
NOT_IN_USE = f"{NOTHING_DONE} Muster does not page this number now. Reply START to be paged here again."
HELP = (
    "Muster pages you here. ACK or the code: you have it. ALL: every open page. STOP: no more pages here. START: again."
)
STOPPED = "Stopped: no more texts from Muster to this number. To be paged here again, reply START."
STRANGER_STOPPED = "Muster does not page this number and sends no texts to it; there is nothing to stop."
STRANGER_HELP = (
    "Muster does not page this number. To be paged here, add it as a contact channel, in Slack or by the aws CLI."
)
NOT_YET_HELP = (
    "Muster does not page this number now. Reply the code that it sent here to be paged, or START for a new one."
)
NOT_TEXTED = (
    "Muster sends no texts to this number. To end its calls, deactivate the contact channel, in Slack or by the aws "
    "CLI."
)
ACTIVE = "Muster pages you at this number already; there is nothing to do."
CODE_COMES = "A code is on its way. Reply with it, and Muster pages you here again."
CODE_CAME = "A code was sent less than a minute ago. Reply with it, or START for another in a minute."
ACTIVATED = "Done: from now on, Muster pages you at this number. To end that, reply STOP."
SAVE = "So that it rings at night, save the sender:"
CANNOT_START = "Muster cannot send a code now. Try START again in a minute, or ask in Slack or by the aws CLI."
EXPIRED = "This code is too old. Reply START for a new one."
TOO_MANY_ATTEMPTS = "There were too many wrong codes. Reply START for a new one."
WRONG_ACTIVATION = "This is not the code that was sent here last. Nothing has changed."
FAILED = (
    f"{NOTHING_DONE} Muster cannot do this now: try again in a minute, or by your code in Slack, SMS or the aws CLI."
)


def taken(labels: Sequence[str]) -> str:
    """Theirs now."""
    if len(labels) == 1:
        return f"Acknowledged{_about(labels[0])}. It is yours now."
    more = f" and {len(labels) - 2} more" if len(labels) > 2 else ""
    return f"Acknowledged all {len(labels)}: {'; '.join(labels[:2])}{more}. They are yours now."


def over(what: Ended, label: str, now: datetime) -> str:
    """It needs no answer any more."""
    when = moment(what.at, now)
    if what.is_theirs:
        return f"You acknowledged this already, at {when}{_about(label)}. It is yours."
    if what.by:
        return f"Already acknowledged by {what.by} at {when}{_about(label)}. Nothing to do."
    return f"Paging was stopped at {when}{_about(label)}. Nothing to do."


def offered(labels: Sequence[str], more: int) -> str:
    """Several ask; which is meant?"""
    lines = [f"{number} {label}" for number, label in enumerate(labels, 1)]
    further = [f"and {more} more"] if more else []
    answers = "1, 2 or ALL" if len(labels) == 2 else f"1 to {len(labels)}, or ALL"
    return "\n".join([f"Which? {len(labels) + more} pages are open (UTC):", *lines, *further, f"Reply {answers}."])


def no_such_line(count: int) -> str:
    """A number that the list does not have."""
    return f"{NOTHING_DONE} The list has {count}. Reply ACK to see it again."


def too_many(until: datetime) -> str:
    """Nobody needs ten codes."""
    return f"Too many wrong codes. Codes count again from {until:%H:%M} UTC; ACK works meanwhile."


def moment(at: datetime, now: datetime) -> str:
    """`03:12 UTC`, with the day where it is not today."""
    day = "" if at.date() == now.date() else f"{at:%d %b} "
    return f"{day}{at:%H:%M} UTC"


def _about(label: str) -> str:
    return f": {label}" if label else ""
