"""The alarm to those who run this installation, and what else all houses of one process share."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from bot.delivery.operators.alarm import Alarm
from bot.http.outgoing import Outgoing
from bot.settings import Settings
from bot.watching.observer import Observer
from core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every house of this process uses, whatever its account."""

    clock: Clock
    operators: Alarm
    outgoing: Outgoing
    """For the addresses that the operator has configured."""
    session: aiohttp.ClientSession
    """For whatever is asked of others by HTTP."""
    observer: Observer


def operators_of(settings: Settings, clock: Clock) -> Alarm:
    """Whom to tell when Muster itself is in trouble; without a way to reach them, the log is told."""
    return Alarm(clock, of=f"Muster of {settings.account_id}")
