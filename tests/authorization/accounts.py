"""Several accounts on one database, whose doors know of each other, and callers who hold what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot import environment
from bot.assembly.door import dispatcher_of
from core.arns import Arns
from core.authorization.authorizer import Authority, Authorizer
from core.authorization.standing import sets_by_standing
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.organization.organization import Organization
from core.policies.document import Document, parsed
from core.policies.evaluation import PolicySets
from core.policies.managed import ARN, managed
from core.policies.policy import Policy
from storage.account import Storage
from storage.opening import open_storages
from tests.operations.muster import MovableClock, Muster, SmallWorkspace

OURS, THEIRS, OTHERS = "111122223333", "444455556666", "777788889999"
"""Our own account, one that something of ours is shared with, and one that nothing is shared with."""


@dataclass
class Account:
    """One account with its door."""

    arns: Arns
    storage: Storage
    authorizer: Authorizer
    muster: Muster

    def caller(self, user: str = "UADMIN", **members: Any) -> Caller:
        """Somebody of this account."""
        known = {"standing": "administrator", "user_id": user, "name": user.title()}
        return Caller(arn=self.arns.slack_user(user), **{**known, **members})


@dataclass
class Accounts:
    """`Principals` and `Accounts` at once; who is not in `held` holds what goes with their standing."""

    clock: MovableClock = field(default_factory=MovableClock)
    known: dict[str, Account] = field(default_factory=dict)
    held: dict[str, PolicySets] = field(default_factory=dict)
    organization: Organization = field(default_factory=Organization)

    async def sets_of(self, caller: Caller) -> PolicySets:
        """See `Principals`."""
        return self.held.get(caller.arn) or sets_by_standing(caller)

    def door_of(self, account: str) -> Dispatcher | None:
        """See `core.authorization.ports.Accounts`."""
        return self.known[account].muster.dispatcher if account in self.known else None

    def served(self) -> tuple[str, ...]:
        """See `core.authorization.ports.Accounts`."""
        return tuple(self.known)

    def holding(self, account: str, user: str, *policies: str | Policy) -> Caller:
        """A member of that account who holds these: names of shipped policies, or policies."""
        caller = self.known[account].caller(user, standing="member")
        self.held[caller.arn] = PolicySets(
            identity=tuple(managed()[ARN + one] if isinstance(one, str) else one for one in policies)
        )
        return caller


def policy(text: str) -> Policy:
    """One for an identity."""
    document: Document = parsed(text, 6_144)
    return Policy("arn:aws:iam::111122223333:policy/of-a-test", document)


@asynccontextmanager
async def several(folder: Path, *names: str) -> AsyncIterator[Accounts]:
    """These accounts, each with its replication set."""
    accounts = Accounts()
    storages = await open_storages(folder / "muster.db", folder / "keyring.json", names[0], accounts.clock)
    try:
        for name in names:
            accounts.known[name] = _account(accounts, name, await storages.of(name))
            await accounts.known[name].muster.onboard()
        yield accounts
    finally:
        await storages.close()


def _account(accounts: Accounts, name: str, storage: Storage) -> Account:
    settings = replace(environment.read({}), account_id=name, region="us-east-1")
    authority = Authority(principals=accounts, organization=accounts.organization, accounts=accounts)
    workspace = SmallWorkspace()
    dispatcher = dispatcher_of(settings, storage, storage.store, workspace, accounts.clock, authority=authority)
    account = Account(
        arns=settings.arns,
        storage=storage,
        authorizer=dispatcher.authorizer,
        muster=Muster(storage, accounts.clock, workspace, dispatcher),
    )
    account.muster.caller = account.caller()
    return account
