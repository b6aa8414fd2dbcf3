"""Two accounts in one database are as two accounts in two, and what is the other's is as if it were not there."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import environment
from bot.assembly.door import dispatcher_of
from core.arns import Arns
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.work import Chance
from storage.account import Storage
from storage.migrate import migrate
from storage.opening import Storages, open_storages
from tests.houses.town import HERE, THERE
from tests.operations.muster import SmallWorkspace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNTS = (HERE, THERE)
MAIL = "ana@example.com"
NAMES = ("ana", "ben", "checkout")


class Standing:
    def now(self) -> datetime:
        return NOON


@dataclass
class Account:
    """One account's door, with the luck that it has wherever it is kept."""

    arns: Arns
    storage: Storage
    dispatcher: Dispatcher

    async def told(self, action: str, params: dict[str, Any]) -> object:
        """The answer, or the refusal with all that it says."""
        root = Caller(arn=self.arns.root(), standing="administrator", name="root")
        try:
            answer = await self.dispatcher.call(root, action, params)
        except Refusal as refusal:
            return refusal.code, refusal.message, dict(refusal.members)
        return {name: value for name, value in answer.items() if name not in ("nextToken", "NextToken")}


async def account(storages: Storages, number: str) -> Account:
    own = replace(environment.read({}), account_id=number)
    storage, drawn = await storages.of(number), itertools.count(1)
    chance = Chance(
        new_id=lambda: str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{number} {next(drawn)}")),
        code=lambda: f"{next(drawn):06d}",
        draw=lambda size: next(drawn).to_bytes(size, "big"),
    )
    door = dispatcher_of(own, storage, storage.store, SmallWorkspace(), Standing(), chance)
    return Account(own.arns, storage, door)


Ask = Callable[[Arns, str, str], tuple[str, dict[str, Any]]]
ASKS: dict[str, Ask] = {
    "set": lambda arns, name, _: ("ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}}),
    "contact": lambda arns, name, _: (
        "ssm-contacts:CreateContact", {"Alias": name, "Type": "PERSONAL", "Plan": {"Stages": []}, "Tags": []}
    ),
    "channel": lambda arns, name, text: (
        "ssm-contacts:CreateContactChannel",
        {"ContactId": arns.contact(name), "Name": text, "Type": "EMAIL", "DeliveryAddress": {"SimpleAddress": MAIL}},
    ),
    "channels": lambda arns, name, _: ("ssm-contacts:ListContactChannels", {"ContactId": arns.contact(name)}),
    "engage": lambda arns, name, text: (
        "ssm-contacts:StartEngagement",
        {"ContactId": arns.contact(name), "Sender": "x", "Subject": text, "Content": text},
    ),
    "engagements": lambda arns, name, _: ("ssm-contacts:ListEngagements", {}),
    "forget": lambda arns, name, _: ("ssm-contacts:DeleteContact", {"ContactId": arns.contact(name)}),
    "people": lambda arns, name, _: ("ssm-contacts:ListContacts", {}),
    "person": lambda arns, name, _: ("ssm-contacts:GetContact", {"ContactId": arns.contact(name)}),
    "plan": lambda arns, name, text: (
        "ssm-incidents:CreateResponsePlan",
        {"name": name, "incidentTemplate": {"title": text, "impact": 2}, "engagements": [arns.contact(name)]},
    ),
    "plans": lambda arns, name, _: ("ssm-incidents:ListResponsePlans", {}),
    "start": lambda arns, name, text: (
        "ssm-incidents:StartIncident",
        {"responsePlanArn": arns.response_plan(name), "title": text, "clientToken": f"token-{text}"},
    ),
    "incidents": lambda arns, name, _: ("ssm-incidents:ListIncidentRecords", {}),
    "tag": lambda arns, name, text: (
        "ssm-incidents:TagResource", {"resourceArn": arns.response_plan(name), "tags": {"text": text}}
    ),
    "no plan": lambda arns, name, _: ("ssm-incidents:DeleteResponsePlan", {"arn": arns.response_plan(name)}),
    "action": lambda arns, name, text: (
        "chatbot:CreateCustomAction", {"ActionName": name, "Definition": {"CommandText": text}}
    ),
    "actions": lambda arns, name, _: ("chatbot:ListCustomActions", {}),
}  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACCOUNTS), st.sampled_from(list(ASKS)), st.sampled_from(NAMES), st.sampled_from(["x", "y"])
    ),
    min_size=10,
    max_size=40,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has every table, and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "muster.db"
    migrate(path, HERE)
    return path


@settings(max_examples=12)
@given(steps=STEPS)
def test_two_accounts_in_one_database_are_as_two_in_two(empty: Path, steps: list[tuple[str, str, str, str]]) -> None:
    begun = [(number, what, "ana", "x") for what in ("set", "contact", "plan") for number in ACCOUNTS]
    asyncio.run(same(empty, begun + steps))


async def same(empty: Path, steps: list[tuple[str, str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        together = await opened(empty, Path(folder) / "together")
        alone = {number: await opened(empty, Path(folder) / number) for number in ACCOUNTS}
        try:
            shared = {number: await account(together, number) for number in ACCOUNTS}
            own = {number: await account(alone[number], number) for number in ACCOUNTS}
            for number, what, name, text in steps:
                asked = ASKS[what](shared[number].arns, name, text)
                assert await shared[number].told(*asked) == await own[number].told(*asked), (number, asked)
            for number in ACCOUNTS:
                assert await due(shared[number]) == await due(own[number])
        finally:
            for storages in (together, *alone.values()):
                await storages.close()
        assert_rows_are_their_tenants(Path(folder) / "together" / "muster.db")


async def opened(empty: Path, folder: Path) -> Storages:
    folder.mkdir(mode=0o700)
    shutil.copy(empty, folder / "muster.db")
    return await open_storages(folder / "muster.db", folder / "keyring.json", HERE, Standing())


async def due(one: Account) -> list[tuple[str, str]]:
    claimed = [
        step for lane in ("page", "chat")
        for step in await one.storage.steps.claim(lane, NOON + timedelta(days=9), 1000, timedelta(minutes=1))
    ]  # fmt: skip
    return sorted((step.kind, step.subject) for step in claimed)


def assert_rows_are_their_tenants(path: Path) -> None:
    """Every row says whose it is, and names nothing of the other's in its clear columns."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in set(tables) - {"alembic_version"}:
            rows = database.execute(f'SELECT tenant, * FROM "{table}"').fetchall()  # noqa: S608 - our own tables
            for tenant, *clear in rows:
                other = next(number for number in ACCOUNTS if number != tenant)
                assert not [text for text in clear if isinstance(text, str) and other in text], (table, tenant)
