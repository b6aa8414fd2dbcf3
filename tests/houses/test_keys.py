"""Whose key signs a request decides whose request it is; the operator says for which account a key is made."""

from __future__ import annotations

import asyncio
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from bot.control import opened
from core.clock import SystemClock
from core.errors import Refusal
from tests.houses.town import HERE, THERE, Town


def client(town: Town, service: str, key: Any, token: str | None = None) -> Any:
    return boto3.client(
        service, region_name="us-east-1", endpoint_url=town.muster.server.url, aws_access_key_id=key["id"],
        aws_secret_access_key=key["secret"], aws_session_token=token, config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip


async def made(town: Town, account: str, user: str = "ada") -> Any:
    async with opened(town.settings, SystemClock()) as control:
        control.account = account
        return await control.create_access_key(user, "administrator")


async def test_a_key_opens_its_own_account_and_a_temporary_one_too(town: Town) -> None:
    for account in (HERE, THERE):
        key = await made(town, account)
        told = await asyncio.to_thread(client(town, "sts", key).get_caller_identity)
        assert told["Arn"] == f"arn:aws:iam::{account}:user/ada"
        taken = await asyncio.to_thread(
            client(town, "sts", key).assume_role,
            RoleArn=f"arn:aws:iam::{account}:role/MusterResponder",
            RoleSessionName="deploy",
        )
        given = taken["Credentials"]
        session = {"id": given["AccessKeyId"], "secret": given["SecretAccessKey"]}
        told = await asyncio.to_thread(client(town, "sts", session, given["SessionToken"]).get_caller_identity)
        assert told["Arn"] == f"arn:aws:sts::{account}:assumed-role/MusterResponder/deploy"


async def test_a_set_of_the_one_is_no_set_of_the_other(town: Town) -> None:
    keys = {account: await made(town, account) for account in (HERE, THERE)}
    here, there = (client(town, "ssm-incidents", keys[account]) for account in (HERE, THERE))
    await asyncio.to_thread(here.create_replication_set, regions={"us-east-1": {}})
    assert len((await asyncio.to_thread(here.list_replication_sets))["replicationSetArns"]) == 1
    assert (await asyncio.to_thread(there.list_replication_sets))["replicationSetArns"] == []


async def test_a_key_of_nobody_is_refused_as_ever(town: Town) -> None:
    key = await made(town, THERE)
    for wrong in ({**key, "id": "AKIAIOSFODNN7EXAMPLE"}, {**key, "secret": "x" * 40}):
        with pytest.raises(ClientError) as refused:
            await asyncio.to_thread(client(town, "sts", wrong).get_caller_identity)
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


async def test_keys_are_listed_of_one_account_and_disabled_wherever_they_are(town: Town) -> None:
    key = await made(town, THERE)
    async with opened(town.settings, SystemClock()) as control:
        assert await control.access_keys() == []
        assert (await control.disable_access_key(key["id"]))["disabled_at"]
        control.account = THERE
        assert [one["id"] for one in await control.access_keys()] == [key["id"]]
        control.account = "999999999999"
        with pytest.raises(Refusal, match=f"There is no account 999999999999 in this Muster; it has {HERE}, {THERE}"):
            await control.access_keys()


async def test_the_command_takes_the_account_too(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cli import main

    monkeypatch.setenv("MUSTER_DATA_DIR", str(town.settings.data_dir))
    monkeypatch.setenv("MUSTER_ORGANIZATION", str(town.settings.organization))
    shown = StringIO()
    with redirect_stdout(shown):
        for words in (["create", "ada"], ["list"], ["list", "--account", THERE]):
            more = ["--account", THERE] if words[0] == "create" else []
            assert await asyncio.to_thread(main, ["access-key", *words, *more]) == 0
    assert "There is no access key yet" in shown.getvalue()
    assert " ada " in shown.getvalue()


async def test_a_house_is_moved_into_the_account_that_is_meant(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli import main

    monkeypatch.setenv("MUSTER_DATA_DIR", str(town.settings.data_dir))
    monkeypatch.setenv("MUSTER_ORGANIZATION", str(town.settings.organization))
    await town.call(THERE, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    template = {"title": "Checkout is down", "impact": 1}
    plan = await town.call(THERE, "ssm-incidents:CreateResponsePlan", name="checkout", incidentTemplate=template)
    exported = str(tmp_path / "everything.json")
    assert await asyncio.to_thread(main, ["export", "--account", THERE, "--output", exported]) == 0
    assert plan["arn"] in Path(exported).read_text()
    await town.call(THERE, "ssm-incidents:DeleteResponsePlan", arn=plan["arn"])
    words = ["import", "file", exported, "--account", THERE]
    dry_run = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.cli", *words, "--dry-run")
    assert await dry_run.wait() == 0  # in a process of its own, for its signals
    assert (await town.call(THERE, "ssm-incidents:ListResponsePlans"))["responsePlanSummaries"] == []
    assert await asyncio.to_thread(main, words) == 0
    assert len((await town.call(THERE, "ssm-incidents:ListResponsePlans"))["responsePlanSummaries"]) == 1
    assert await asyncio.to_thread(main, ["export", "--account", "999999999999", "--output", exported]) == 2


async def test_a_stopped_muster_has_all_its_accounts(town: Town) -> None:
    await town.stops()
    key = await made(town, THERE, "later")
    await town.starts()
    told = await asyncio.to_thread(client(town, "sts", key).get_caller_identity)
    assert told["Account"] == THERE
