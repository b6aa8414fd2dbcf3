"""This process among others on the same database."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from importlib.metadata import version

from bot.assembly.houses import Houses
from core.clock import Clock, SteadyClock
from core.engine.membership import Membership
from core.engine.replicas import Replica
from core.operators.ports import Operators
from storage.opening import Storages

WRONG_FROM = timedelta(seconds=2)
"""Signatures of others are compared with this machine's clock, which may be wrong by minutes; time keeping is not."""


def tell_of_clock(clock: Clock, operators: Operators) -> None:
    """Have operators told where this machine's clock is set back."""
    if isinstance(clock, SteadyClock):
        clock.tell = lambda by: operators.tell(
            "clock",
            f"The clock of {socket.gethostname()} was set back by {by.total_seconds():.0f} s: Muster's runs slower "
            "until they agree, and what is due comes up to a tenth later. Have it kept by NTP, with slewing.",
        )


def tell_of_skew(membership: Membership | None, operators: Operators) -> None:
    """Have operators told where this machine's clock is not the database's."""
    if membership is not None:
        membership.told_skew = lambda skew: _tell_skew(skew, operators)


def _tell_skew(skew: timedelta, operators: Operators) -> None:
    about = f"clock of {socket.gethostname()}"
    if abs(skew) < WRONG_FROM:
        return operators.over(about)
    return operators.tell(
        about,
        f"The clock of {socket.gethostname()} differs from the database's by more than two seconds. Pages keep to the "
        "database's, but signed requests may be refused here: have both kept by NTP.",
    )


def membership_of(storages: Storages, houses: Houses, clock: Clock) -> Membership | None:
    """None where no other process can be at the database."""
    if storages.time is None:
        return None
    now = clock.now()
    me = Replica(
        id=storages.holder.id,
        name=f"{socket.gethostname()}:{os.getpid()}",
        release=version("muster"),
        started_at=now,
        alive_until=now,
    )
    membership = Membership(storages.replicas, me, clock, houses.take_over, storages.holder.begin_anew)
    time = storages.time

    async def look_around() -> None:
        await time.keep_up()
        await houses.forget_erased()

    membership.before_each = look_around
    membership.skew = lambda: time.skew
    return membership
