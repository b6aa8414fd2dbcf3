"""What is to go wrong, and at the how manieth occasion?  Occasions are counted over a whole run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

AtCarrier = Literal["busy", "broken", "cut", "lost", "silent", "late"]
"""429; 500; hangs up without doing it; does it and hangs up; never answers; does it, and answers when nobody waits."""
AT_CARRIER: tuple[AtCarrier, ...] = ("busy", "broken", "cut", "lost", "silent", "late")
UNDONE: frozenset[AtCarrier] = frozenset({"busy", "broken", "cut", "silent"})
AtReport = Literal["early", "twice", "disorderly", "never", "undelivered"]
"""What a provider reports of a message that it took: that it arrived, before it says that it took it; the same twice;
in the wrong order; nothing, though it arrived; that it could not be delivered."""
AT_REPORT: tuple[AtReport, ...] = ("early", "twice", "disorderly", "never", "undelivered")
AtDatabase = Literal["before", "after"]
"""The connection is lost before anything was stored; after it was stored, which nobody hears of."""

BUSY_FOR = timedelta(seconds=30)
"""What a 429 asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Everything that goes wrong in one run; numbers count from 1."""

    dies_at: tuple[int, ...] = ()
    """The resumption at which the first process dies, then the second, …"""
    down_for: timedelta = timedelta()
    """How long it takes until the next one is there."""
    at_carrier: Mapping[int, AtCarrier] = field(default_factory=dict)
    reports: Mapping[int, AtReport] = field(default_factory=dict)
    """By the message that a provider took."""
    at_database: Mapping[int, AtDatabase] = field(default_factory=dict)
    clock: Mapping[int, timedelta] = field(default_factory=dict)
    """Steps of the wall clock, by the call of a carrier at which they happen."""
