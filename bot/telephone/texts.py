"""What a text message says: who writes, how bad it is, and what to type, so that it is understood at three at night.

Only public words are in it: a locked telephone shows them to whoever is near.
"""

from __future__ import annotations

from bot.telephone.gsm import cut, fitted, is_gsm, plain, width
from core.engine.ports import ActivationMessage, FarewellMessage, PageMessage

LONGEST_NAME, LONGEST_ASKER = 24, 34
UNTOLD = "You are paged. What it is about is not told by text"


def page(message: PageMessage, *, may_reply: bool) -> str:
    """The public words, since when, and how to answer."""
    words = ". ".join(text.strip().rstrip(".") for text in _public(message) if text.strip())
    again = ", again" if message.attempt > 1 else ""
    since = f". Since {message.since:%H:%M} UTC. " + (f"And {message.others} more. " if message.others else "")
    return _short(
        f"Muster{again}: ", words or UNTOLD, since + (_replies(message) if may_reply else _elsewhere(message))
    )


def activation(message: ActivationMessage, *, may_reply: bool) -> str:
    """May this person be paged here?"""
    who, whom = _name(message.asked_by, LONGEST_ASKER), _name(message.contact_name)
    asks = f"Muster (work alarms): {who} asks to page {whom} here. "
    if message.asked_by == message.contact_name:
        asks = f"Muster (work alarms): {whom}, may we page you at this number? "
    if may_reply:
        return _short(asks, "", f"Yes: reply {message.code} within 15 minutes. No: reply STOP.")
    return _short(asks, "", f"Yes: code {message.code} in Slack or the aws CLI within 15 minutes.")


def farewell(message: FarewellMessage) -> str:
    """That pages go elsewhere now."""
    by = f" by {_name(message.changed_by, LONGEST_ASKER)}" if message.changed_by else ""
    at = f"{message.changed_at:%d %b %H:%M} UTC"
    whom = _name(message.contact_name)
    gone = f"Muster: {whom} is not paged here any more; changed{by}, {at}. "
    return _short(gone, "", "Wrong? Tell whoever runs Muster.")


def _replies(message: PageMessage) -> str:
    if message.others:
        return f"Reply ALL to take all, or {message.code} for this one."
    return f"Reply ACK or {message.code} to take it."


def _elsewhere(message: PageMessage) -> str:
    return f"To take {'this one' if message.others else 'it'}: code {message.code} in Slack or the aws CLI."


def _public(message: PageMessage) -> tuple[str, ...]:
    return message.public_subject or "", message.public_content or ""


def _name(text: str, most: int = LONGEST_NAME) -> str:
    """As much of it as is no wider than so many letters: a bracket is as wide as two."""
    name = plain(text).replace("\n", " ").strip()
    return next(kept for letters in range(most, -1, -1) if width(kept := cut(name, letters)) <= most)


def _short(before: str, words: str, after: str) -> str:
    """One message; in a script that has seventy letters to a message, two."""
    return fitted(before, words, after, 1 if is_gsm(plain(before + words + after)) else 2)
