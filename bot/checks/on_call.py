"""Will somebody be on call, and can they be paged?  By what is stored, be Muster running or not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from bot.assembly.accounts import accounts_of
from bot.assembly.policies import organization_of
from bot.checks.finding import Finding, well, worth_knowing, wrong
from bot.control import opened
from bot.installation import NotOursAlone
from bot.moving.plain import plain
from bot.settings import Settings
from bot.variables import WrongSetting
from core.clock import Clock
from core.errors import Refusal
from core.organization.organization import Organization
from core.outlook.warned import Kind
from storage.database import StorageFailed
from storage.keys.entries import KeyringRefused
from storage.migrate import HEAD, revision_of
from storage.peek import is_there
from storage.process_lock import AnotherProcess

ERRAND = "outlook"
SHOWN = 12
"""Of each account; `muster oncall warnings` has them all."""
PAGED_ALL_THE_SAME: frozenset[Kind] = frozenset(("left", "overload", "uncovered", "group", "one way", "clock change"))
"""What is no reason to call an installation broken: whoever is on call is paged."""
ATTEMPTS = 10
SAY_IT_THEMSELVES = (AnotherProcess, KeyringRefused, NotOursAlone, Refusal, StorageFailed, WrongSetting)


async def check_on_call(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """What there is to warn of in the next 90 days; nothing where there is no Muster that could tell."""
    if not _has_this_form(settings):
        return
    try:
        async with opened(settings, clock, attempts=ATTEMPTS) as control:
            accounts = _accounts(settings, clock)
            for account in accounts:
                control.account = account
                told = await control.ask(ERRAND, {"do": "warnings"})
                for finding in _told(told["warnings"], f" in the account {account}" if len(accounts) > 1 else ""):
                    yield finding
    except SAY_IT_THEMSELVES as problem:
        yield wrong(f"Who will be on call cannot be told. {problem}")
    except Exception as problem:
        yield wrong(f"Who will be on call cannot be told: {type(problem).__name__}. Muster's log says where.")


def _has_this_form(settings: Settings) -> bool:
    """Whether there is a database that nobody has to migrate first; where not, that has been told."""
    try:
        return is_there(settings.database) and revision_of(settings.database) == HEAD
    except (StorageFailed, sqlite3.DatabaseError):
        return False


def _told(found: Sequence[Mapping[str, str]], where: str) -> Iterator[Finding]:
    if not found:
        yield well(f"Nothing to warn of{where}: whoever is on call in the next 90 days can be paged.")
    for one in found[:SHOWN]:
        say = worth_knowing if one["kind"] in PAGED_ALL_THE_SAME else wrong
        yield say(plain(one["text"]))
    if len(found) > SHOWN:
        yield worth_knowing(f"There is more to warn of{where}, {len(found)} in all: `muster oncall warnings`.")


def _accounts(settings: Settings, clock: Clock) -> list[str]:
    try:
        organization = organization_of(settings, clock).value
    except (WrongSetting, StorageFailed):
        organization = Organization()
    return [one.id for one in accounts_of(settings, organization)]
