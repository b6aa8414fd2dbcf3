"""The files that say who may do what, and who belongs where: read at the start, and watched from then on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.assembly.door import authorizer_of
from bot.policies.explaining import Explaining
from bot.policies.files import AccountFiles, OrganizationFile, attachments
from bot.policies.principals import Principals
from bot.policies.watched import Source, Unwatched, Watched, in_words
from bot.settings import Settings
from bot.variables import WrongSetting
from core.audit.operations import Records
from core.audit.recording import Deed, Recorder
from core.authorization.authorizer import Authority
from core.authorization.ports import Accounts
from core.caller import Caller
from core.clock import Clock
from core.organization.organization import Membership, Organization
from core.policies.wrong_file import WrongFile
from core.principals.attachments import Attachments
from storage.account import Storage

LOADED = "muster:LoadPolicies"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may do what in one account."""

    principals: Principals
    organization: WatchedOrganization
    authority: Authority
    """The same, as the door wants it."""

    async def state(self) -> str:
        """For `/healthz`: that something is wrong, and nothing of what."""
        wrong = self.principals.problem or self.organization.problem
        return "the last change does not count; `muster doctor` says why" if wrong else "ok"


def rule_of(
    settings: Settings,
    storage: Storage,
    organization: WatchedOrganization,
    accounts: Accounts,
    clock: Clock,
    *,
    is_recorded: bool = True,
) -> Rule:
    """Who may do what in this account; raises `WrongSetting` where that cannot be read."""
    records = Records(storage.store, Recorder(settings.arns, clock))
    operator = Caller(arn=settings.arns.root(), standing="administrator", name="operator")

    async def note(kept: Attachments) -> None:
        """Whoever writes the files is known to nobody here; what they say is known by its digest."""
        await records.record(Deed(operator, LOADED, {"digest": kept.digest}))

    principals = Principals(policies_of(settings, clock), storage.chat_channels, note if is_recorded else None)
    authority = Authority(principals=principals, organization=organization, accounts=accounts, roles=principals)
    return Rule(principals=principals, organization=organization, authority=authority)


def explaining_of(settings: Settings, storage: Storage, rule: Rule, clock: Clock) -> Explaining:
    """Who answers an operator that asks why."""
    return Explaining(
        principals=rule.principals,
        authorizer=authorizer_of(settings, storage, rule.authority),
        keys=storage.access_keys,
        contact_channels=storage.contact_channels,
        administrators=settings.admins,
        arns=settings.arns,
        accounts=rule.authority.accounts,
        files=lambda: str(files_of(settings) or ""),
        clock=clock,
    )


def policies_of(settings: Settings, clock: Clock) -> Watched[Attachments] | Unwatched[Attachments]:
    """What is attached to whom in this account; without MUSTER_POLICIES, what is documented as the default."""
    if settings.policies is None:
        return Unwatched(attachments({}, settings.account_id))
    files = AccountFiles(settings.policies, settings.account_id)
    return _watched(files, "MUSTER_POLICIES", files_of(settings) or settings.policies, clock)


def files_of(settings: Settings) -> Path | None:
    """The directory that decides in this account, to be named."""
    if settings.policies is None:
        return None
    own = settings.policies / settings.account_id
    return own if os.path.isdir(own) else settings.policies  # noqa: PTH112 - which raises nothing


def wrong_files(settings: Settings, clock: Clock) -> Iterator[str]:
    """Why a Muster that starts now would not; nothing where it would."""
    accounts = [settings.account_id]
    try:
        accounts += organization_of(settings, clock).value.accounts
    except WrongSetting as wrong:
        yield str(wrong)
    found = (_wrong_policies(replace(settings, account_id=account), clock) for account in accounts)
    yield from dict.fromkeys(problem for problem in found if problem)


def _wrong_policies(settings: Settings, clock: Clock) -> str | None:
    try:
        policies_of(settings, clock)
    except WrongSetting as wrong:
        return str(wrong)
    return None


def organization_of(settings: Settings, clock: Clock) -> WatchedOrganization:
    """Which accounts belong together; raises `WrongSetting` where that cannot be read."""
    path = settings.organization
    if path is None:
        return WatchedOrganization(Unwatched(Organization()))
    return WatchedOrganization(_watched(OrganizationFile(path), "MUSTER_ORGANIZATION", path, clock))


class WatchedOrganization:
    """`core.authorization.ports.Organization`, by what the file says now."""

    def __init__(self, file: Watched[Organization] | Unwatched[Organization]) -> None:
        self._file = file

    @property
    def value(self) -> Organization:
        """All of it."""
        return self._file.value

    def path_of(self, account: str) -> Membership | None:
        """See `Organization`."""
        return self._file.value.path_of(account)

    @property
    def problem(self) -> str:
        """Why the last change does not count; nothing where it does."""
        return self._file.problem


def _watched(source: Source[Value], setting: str, path: Path, clock: Clock) -> Watched[Value]:
    try:
        return Watched(source, setting, clock)
    except (WrongFile, OSError) as problem:
        raise WrongSetting(
            f"{setting}={path} cannot be used: {in_words(problem)}. "
            "Without it nobody could say who may do what, so that Muster does not start; "
            "`muster policy check` looks at it again."
        ) from None
