"""What the files and a channel's configuration say, as calls feel it at a real door on a real database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.assembly.door import dispatcher_of
from bot.assembly.policies import organization_of, rule_of
from core.arns import Arns
from core.audit.looking_up import Wanted
from core.authorization.standing import Alone
from core.caller import Caller, Origin
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.listing import Window
from storage.account import Storage
from storage.opening import open_storage
from tests.databases import database_in
from tests.operations.muster import ADMIN, MEMBER, STRANGER, MovableClock, SmallWorkspace
from tests.rules.attached import ACCOUNT, text

ARNS = Arns(ACCOUNT, "us-east-1")
OPERATOR = Caller(arn=ARNS.root(), standing="administrator")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/incidents"
READING, DELETING = "ssm-incidents:ListResponsePlans", "ssm-incidents:DeleteResponsePlan"
PLAN = {"arn": ARNS.response_plan("checkout")}


@dataclass
class House:
    files: Path
    storage: Storage
    dispatcher: Dispatcher
    clock: MovableClock

    def write(self, top: dict[str, Any], **policies: str) -> None:
        for name, content in {**policies, "attachments": json.dumps(top)}.items():
            (self.files / f"{name}.json").write_text(content)
            (self.files / f"{name}.json").chmod(0o644)
        self.clock.advance(seconds=2)

    async def link(self, channel: str, *guardrails: str, **members: Any) -> None:
        """Make the channel's configuration, or another in its place."""
        arn = ARNS.slack_channel_configuration(channel)
        request = {"SlackChannelId": channel, "IamRoleArn": ROLE, "GuardrailPolicyArns": list(guardrails), **members}
        if await self.storage.chat_channels.get(arn):
            await self.dispatcher.call(OPERATOR, "chatbot:UpdateSlackChannelConfiguration",
                                       {"ChatConfigurationArn": arn, **request})  # fmt: skip
        else:
            await self.dispatcher.call(OPERATOR, "chatbot:CreateSlackChannelConfiguration",
                                       {"SlackTeamId": "THOME", "ConfigurationName": channel, **request})  # fmt: skip

    async def may(self, caller: Caller, action: str, channel: str = "", **params: Any) -> bool:
        """Whether the door lets it in; what is not there is nobody's refusal."""
        try:
            await self.dispatcher.call(replace(caller, origin=Origin(channel_id=channel)), action, params)
        except Refusal as no:
            if no.code != "AccessDeniedException":
                raise
            assert no.message.startswith(f"User: {caller.arn} is not authorized to perform: {action} on resource: ")
            return False
        return True


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    files = tmp_path / "policies"
    files.mkdir(mode=0o755)
    (files / "attachments.json").write_text("{}")
    (files / "attachments.json").chmod(0o644)
    clock = MovableClock()
    settings = replace(environment.read({}), policies=files)
    storage = await open_storage(database_in(tmp_path), tmp_path / "keyring.json", ACCOUNT, clock)
    rule = rule_of(settings, storage, organization_of(settings, clock), Alone(), clock)
    workspace = SmallWorkspace()
    door = dispatcher_of(settings, storage, storage.store, workspace, clock, authority=rule.authority)
    await door.call(OPERATOR, "ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
    yield House(files, storage, door, clock)
    await storage.close()


async def test_an_edit_of_the_files_is_felt_at_the_door(house: House) -> None:
    assert await house.may(MEMBER, READING)
    assert not await house.may(MEMBER, DELETING, **PLAN)
    house.write({"users": {"UMEMBER": []}})
    assert not await house.may(MEMBER, READING)
    house.write({"users": {"UMEMBER": "AdministratorAccess"}})
    assert await house.may(MEMBER, DELETING, **PLAN)
    assert not await house.may(STRANGER, READING)


async def test_what_counts_is_on_record_before_anything_is_decided_by_it(house: House) -> None:
    async def loaded() -> list[str]:
        found = await house.storage.events.listing(Wanted(key="EventName", value="LoadPolicies"), Window(100))
        return [str((one.parameters or {})["digest"]) for one in found.items]

    assert await house.may(MEMBER, READING)
    (first,) = await loaded()
    assert await house.may(MEMBER, READING)
    assert await loaded() == [first]
    assert len(first) == 64
    house.write({"users": {"UMEMBER": []}})
    assert not await house.may(MEMBER, READING)
    house.write({})
    assert await house.may(MEMBER, READING)
    assert len(await loaded()) == 3
    assert len(set(await loaded())) == 2


async def test_a_limit_binds_administrators_and_not_the_operator(house: House) -> None:
    house.write({"limits": ["AdministratorAccess", "NoDeletes"]}, NoDeletes=text("Deny", "ssm-incidents:Delete*"))
    assert await house.may(ADMIN, READING)
    assert not await house.may(ADMIN, DELETING, **PLAN)
    assert await house.may(OPERATOR, DELETING, **PLAN)


async def test_a_role_counts_in_its_channel_only(house: House) -> None:
    house.write({"roles": {"incidents": {"policies": "AdministratorAccess"}}})
    assert not await house.may(MEMBER, DELETING, "CCHECKOUT", **PLAN)
    await house.link("CCHECKOUT")
    assert await house.may(MEMBER, DELETING, "CCHECKOUT", **PLAN)
    assert not await house.may(MEMBER, DELETING, "COPS", **PLAN)
    assert not await house.may(MEMBER, DELETING, **PLAN)
    assert not await house.may(STRANGER, DELETING, "CCHECKOUT", **PLAN)
    await house.link("CCHECKOUT", UserAuthorizationRequired=True)
    assert not await house.may(MEMBER, DELETING, "CCHECKOUT", **PLAN)


async def test_guardrails_count_from_the_next_call_on_for_everybody_in_the_channel(house: House) -> None:
    await house.link("CCHECKOUT")
    assert await house.may(ADMIN, DELETING, "CCHECKOUT", **PLAN)
    await house.link("CCHECKOUT", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert not await house.may(ADMIN, DELETING, "CCHECKOUT", **PLAN)
    assert await house.may(ADMIN, READING, "CCHECKOUT")
    assert await house.may(ADMIN, DELETING, "COPS", **PLAN)
    await house.link("CCHECKOUT", "arn:aws:iam::aws:policy/NobodyKnowsThis")
    assert not await house.may(ADMIN, READING, "CCHECKOUT")
    await house.link("CCHECKOUT")
    assert await house.may(ADMIN, DELETING, "CCHECKOUT", **PLAN)
