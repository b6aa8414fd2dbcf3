"""How the owner of a channel's address agrees to being paged there, and who may speak for the owner."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from core.caller import Caller
from core.contact_channels.contact_channel import Activation, ContactChannel

CODE_LASTS = timedelta(minutes=15)
RESENT_EVERY = timedelta(minutes=1)
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class TooSoon:
    """Codes are sent no faster than somebody can read them."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NotActivated:
    reason: Literal["active already", "no code", "expired", "too many attempts", "wrong code"]
    attempted: ContactChannel | None = None
    """With the attempt counted: to be stored although the call is refused."""


def is_own(channel: ContactChannel, caller: Caller) -> bool:
    """Whether it is the caller's to decide about.

    The address decides where it names the caller; a telephone or mailbox is its contact's, whoever set it up.
    """
    if channel.type == "SLACK":
        return bool(caller.user_id) and channel.address == caller.user_id
    return channel.contact_arn in caller.contact_arns


def can_be_used(channel: ContactChannel | None) -> bool:
    """Whether a plan may page through it: one that was deleted or not agreed to is skipped, as AWS does."""
    return channel is not None and channel.activated_at is not None


def agreed(channel: ContactChannel, now: datetime) -> ContactChannel:
    """The channel in use."""
    return replace(channel, activated_at=channel.activated_at or now, activation=None)


def withdrawn(channel: ContactChannel) -> ContactChannel:
    """The channel out of use; a code that is on its way opens nothing any more."""
    return replace(channel, activated_at=None, activation=None)


def asked(channel: ContactChannel, code: str, by: str, now: datetime) -> ContactChannel | TooSoon:
    """The channel with a new code, which takes the place of any before it.

    The second code may follow the first at once, for the first may have been sent in vain; then one a minute.
    """
    before = channel.activation
    if before is None or now - before.sent_at >= CODE_LASTS:
        return replace(channel, activation=Activation(code=code, sent_at=now, asked_by=by))
    if before.times_sent > 1 and now - before.sent_at < RESENT_EVERY:
        return TooSoon(before.sent_at + RESENT_EVERY)
    again = Activation(code=code, sent_at=now, asked_by=by, times_sent=before.times_sent + 1)
    return replace(channel, activation=again)


def activated(channel: ContactChannel, code: str, now: datetime) -> ContactChannel | NotActivated:
    """The channel in use, if this is the code that was sent to it.  Compares in constant time."""
    pending = channel.activation
    if pending is None:
        return NotActivated("active already" if channel.activated_at else "no code")
    if now - pending.sent_at >= CODE_LASTS:
        return NotActivated("expired")
    if pending.attempts >= MOST_ATTEMPTS:
        return NotActivated("too many attempts")
    if not hmac.compare_digest(code.encode(), pending.code.encode()):
        counted = replace(pending, attempts=pending.attempts + 1)
        return NotActivated("wrong code", replace(channel, activation=counted))
    return agreed(channel, now)
