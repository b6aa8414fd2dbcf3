"""What is to be told of a schedule, given what was told last and who is on call now?

Between two posts there are two minutes, and people who are on call for less than two minutes are not told of: so what
goes back and forth is told once, and whatever happened while nobody could tell it is one post.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.contacts.contact import Contact
from core.handoffs.hand_off import HandOff, UnderWay

QUIET = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who is on call in a schedule."""

    schedule: Contact
    on_call: tuple[str, ...]
    """The ARNs of the contacts, each once."""
    soon: tuple[str, ...]
    """The same two minutes later."""


@dataclass(frozen=True, slots=True)
class Change:
    out: tuple[str, ...]
    came: tuple[str, ...]
    stay: tuple[str, ...]


def change(before: Collection[str], after: Collection[str]) -> Change:
    """Who went, who came, and who is still there."""
    return Change(
        tuple(arn for arn in before if arn not in after),
        tuple(arn for arn in after if arn not in before),
        tuple(arn for arn in after if arn in before),
    )


def is_due(kept: HandOff | None, seen: Seen, now: datetime) -> bool:
    """Whether there is something to tell, or to note for the first time."""
    if kept is None:
        return True
    if kept.under_way or set(kept.told) == set(seen.on_call):
        return False
    return set(seen.on_call) == set(seen.soon) and now - kept.told_at >= QUIET


def begun(kept: HandOff, on_call: tuple[str, ...], now: datetime) -> HandOff:
    """With the post that is to be made now, if any.  One that a channel has is brought to its end as it is."""
    if kept.under_way and kept.under_way.channels:
        return kept
    if set(on_call) == set(kept.told):
        return replace(kept, under_way=None)
    if kept.under_way and set(on_call) == set(kept.under_way.contact_arns):
        return kept
    return replace(kept, under_way=UnderWay(contact_arns=on_call, begun_at=now))


def told_in(kept: HandOff, channel: str) -> HandOff:
    """One more channel has the post that is under way."""
    if kept.under_way is None:
        return kept
    channels = (*kept.under_way.channels, channel)
    return replace(kept, under_way=replace(kept.under_way, channels=channels))


def ended(kept: HandOff, now: datetime) -> HandOff:
    """Every channel has it."""
    if kept.under_way is None:
        return kept
    return replace(kept, told=kept.under_way.contact_arns, told_at=now, under_way=None)
