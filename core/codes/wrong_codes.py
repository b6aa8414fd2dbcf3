"""How often has somebody been wrong about codes lately, and may they try another?

A page's own limit does not help those who guess at many pages: this one is for whoever guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.caller import Caller
from core.errors import Refusal

MOST = 10
WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes:
    """What one person got wrong; stored when they are right, too: of many tries at once, each sees the others."""

    actor: str
    at: tuple[datetime, ...] = ()
    """The last of them, in their order."""
    last_at: datetime
    """When somebody tried last; nobody needs to know for long."""
    version: int = 0


def actor_of(caller: Caller) -> str:
    """Who tries, whatever the session is called: its name is free to choose."""
    return f"slack {caller.user_id}" if caller.user_id else f"principal {caller.name or caller.arn}"


def tried(found: WrongCodes | None, caller: Caller, now: datetime) -> WrongCodes:
    """What is to be stored if the code is right; raise where there were too many wrong ones for another try."""
    before = noted(found, actor_of(caller), now)
    if until := silent_until(before):
        raise Refusal(
            "ThrottlingException",
            f"You gave {MOST} wrong codes within {WITHIN.total_seconds() / 60:g} minutes; try again at "
            f"{until:%H:%M:%S} UTC. The buttons of your own pages go on working.",
        )
    return before


def noted(found: WrongCodes | None, actor: str, now: datetime) -> WrongCodes:
    """What somebody who tries now got wrong lately."""
    before = found or WrongCodes(actor=actor, last_at=now)
    return replace(before, at=tuple(at for at in before.at if now - at < WITHIN)[-MOST:], last_at=now)


def silent_until(noted_now: WrongCodes) -> datetime | None:
    """When their codes count again, where there were too many wrong ones."""
    return noted_now.at[0] + WITHIN if len(noted_now.at) >= MOST else None


def wrong(tried_now: WrongCodes) -> WrongCodes:
    """What is to be stored if it is wrong."""
    return replace(tried_now, at=(*tried_now.at, tried_now.last_at)[-MOST:])
