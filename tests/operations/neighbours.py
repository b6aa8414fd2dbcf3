"""Two accounts in one process, on one database: the owner, and a consumer with whom things can be shared."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from bot import environment
from bot.assembly.door import dispatcher_of
from core.arns import Arns
from core.authorization.authorizer import Authority
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.organization.organization import Account, Organization
from core.policies.document import parsed
from core.policies.evaluation import PolicySets
from core.policies.managed import ARN, managed
from core.policies.policy import Policy
from core.work import Chance
from storage.account import Storage
from storage.opening import Storages, open_storages
from tests.operations.muster import MovableClock, Muster, SmallWorkspace

OWNER, CONSUMER = Arns("111122223333", "us-east-1"), Arns("444455556666", "us-east-1")
ORGANIZATION = Organization(
    id="o-abc123def45",
    accounts={
        OWNER.account: Account(id=OWNER.account, path="o-abc123def45/r-ab12/"),
        CONSUMER.account: Account(id=CONSUMER.account, path="o-abc123def45/r-ab12/ou-ab12-11111111/"),
    },
)
ADMINISTRATOR = managed()[ARN + "MusterAdministratorAccess"]


def policy(*statements: dict[str, Any]) -> Policy:
    """A policy for somebody."""
    return Policy("arn:aws:iam::aws:policy/Test", parsed(written(*statements), 10_000))


def written(*statements: dict[str, Any]) -> str:
    """A policy as it is put."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """One statement."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def user(arns: Arns, name: str) -> Caller:
    """Somebody with an access key."""
    return Caller(arn=arns.user(name), standing="member", name=name)


@dataclass
class Rules:
    """Who holds which policies: administrators everything, and otherwise what a test says."""

    held: dict[str, PolicySets] = field(default_factory=dict)

    async def sets_of(self, caller: Caller) -> PolicySets:
        if caller.arn in self.held:
            return self.held[caller.arn]
        return PolicySets(identity=(ADMINISTRATOR,) if caller.standing == "administrator" else ())


@dataclass
class Neighbours:
    owner: Muster
    consumer: Muster
    rules: Rules
    doors: dict[str, Dispatcher]
    storages: Storages

    def door_of(self, account: str) -> Dispatcher | None:
        """See `Accounts`."""
        return self.doors.get(account)

    def served(self) -> Collection[str]:
        """See `Accounts`."""
        return self.doors.keys()

    def holding(self, caller: Caller, *statements: dict[str, Any], **limits: Any) -> Caller:
        """The same caller, with a policy of these statements."""
        self.rules.held[caller.arn] = PolicySets(identity=(policy(*statements),) if statements else (), **limits)
        return caller


async def open_neighbours(directory: Path) -> Neighbours:
    """Both with a replication set."""
    clock, codes, rules = MovableClock(), count(1), Rules()
    chance = Chance(code=lambda: f"{next(codes):06d}")
    storages = await open_storages(directory / "muster.db", directory / "keyring.json", OWNER.account, clock)
    doors: dict[str, Dispatcher] = {}
    both = Neighbours(None, None, rules, doors, storages)  # type: ignore[arg-type]  # they know each other by it
    authority = Authority(principals=rules, organization=ORGANIZATION, accounts=both)

    def muster(storage: Storage, arns: Arns) -> Muster:
        settings = replace(environment.read({}), account_id=arns.account, region=arns.region)
        door = dispatcher_of(settings, storage, storage.store, SmallWorkspace(), clock, chance, authority)
        doors[arns.account] = door
        caller = Caller(arn=arns.slack_user("UADMIN"), standing="administrator", user_id="UADMIN", name="Ada")
        return Muster(storage, clock, SmallWorkspace(), door, caller)

    both.owner = muster(await storages.of(OWNER.account), OWNER)
    both.consumer = muster(await storages.of(CONSUMER.account), CONSUMER)
    await both.owner.onboard()
    await both.consumer.onboard()
    return both
