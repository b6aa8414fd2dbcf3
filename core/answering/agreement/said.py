"""What is said to somebody who sends an activation code, or asks for one, from the telephone that is to be paged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.answering import sentences
from core.contact_channels.activating import NotActivated, activated
from core.contact_channels.contact_channel import ContactChannel
from core.errors import Refusal

_SAID = {
    "active already": sentences.ACTIVE,
    "no code": sentences.EXPIRED,
    "expired": sentences.EXPIRED,
    "too many attempts": sentences.TOO_MANY_ATTEMPTS,
    "wrong code": sentences.WRONG_ACTIVATION,
}


def said_of_code(channel: ContactChannel, code: str, now: datetime, card: str) -> str:
    """What comes of this code."""
    match activated(channel, code, now):
        case NotActivated(reason):
            return _SAID[reason]
    return f"{sentences.ACTIVATED} {sentences.SAVE} {card}" if card else sentences.ACTIVATED


def said_of_asking(refusals: Sequence[Refusal], asked: int) -> str:
    """What comes of asking for a code for so many channels."""
    if asked > len(refusals):
        return sentences.CODE_COMES
    is_too_soon = any(no.code == "ServiceQuotaExceededException" for no in refusals)
    return sentences.CODE_CAME if is_too_soon else sentences.CANNOT_START
