"""All that can be tried out, one after the other, printed as it is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import aiohttp

from bot.checks.database import check_database
from bot.checks.finding import Finding
from bot.checks.on_call import check_on_call
from bot.checks.operators import OPERATORS, check_operators, tell_operators
from bot.checks.providers import check_providers
from bot.checks.public_url import check_public_url
from bot.checks.sending import send_to
from bot.checks.slack import check_slack
from bot.delivery.session import session as session_of_carriers
from bot.settings import Settings
from core.clock import Clock


async def tried_out(settings: Settings, clock: Clock, send: str = "") -> AsyncIterator[Finding]:
    """`send`: whom to send a message to, by everybody who carries to such an address."""
    for finding in check_database(settings, clock):
        yield finding
    async for finding in check_on_call(settings, clock):
        yield finding
    async with session_of_carriers() as session:
        async for finding in _outside(settings, session, clock):
            yield finding
        if send:
            sent = tell_operators if send == OPERATORS else partial(send_to, send)
            async for finding in sent(settings, session, clock):
                yield finding


async def _outside(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> AsyncIterator[Finding]:
    """Whoever carries messages, and whoever is told when they do not."""
    async for finding in check_slack(settings, session, clock):
        yield finding
    async for finding in check_providers(settings, session):
        yield finding
    if found := await check_public_url(settings, session):
        yield found
    for finding in check_operators(settings):
        yield finding


async def report(settings: Settings, clock: Clock, send: str = "") -> int:
    """Print what is found; 0 where all is well, else 1."""
    all_well = True
    async for finding in tried_out(settings, clock, send):
        print(finding, flush=True)  # noqa: T201 - for a person at a terminal
        all_well &= finding.is_well
    return 0 if all_well else 1
