"""This process among others on the same database."""

from __future__ import annotations

import os
import socket
from importlib.metadata import version

from bot.assembly.houses import Houses
from core.clock import Clock
from core.engine.membership import Membership
from core.engine.replicas import Replica
from storage.opening import Storages


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
    membership.before_each = storages.time.keep_up
    time = storages.time
    membership.skew = lambda: time.skew
    return membership
