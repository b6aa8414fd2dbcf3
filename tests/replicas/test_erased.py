"""Does a replica forget what another one has destroyed for good, without being started again?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.main import Muster
from core.caller import Caller
from storage import sealing
from storage.data_keys import NoReplicationSet
from tests.postgres import server
from tests.replicas.composed import replica

ROOT = Caller(arn="arn:aws:iam::111122223333:root", standing="administrator", name="root")


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Muster, Muster]]:
    database = server().new_database()
    async with AsyncExitStack() as stack:
        stack.callback(server().drop, database)
        yield (
            await stack.enter_async_context(replica(database, tmp_path)),
            await stack.enter_async_context(replica(database, tmp_path)),
        )


async def call(muster: Muster, action: str, **params: object) -> dict[str, object]:
    return dict(await muster.dispatcher.call(ROOT, action, params))


async def looks(muster: Muster) -> None:
    assert muster.membership
    await muster.membership.look()


def at_hand(muster: Muster) -> set[str]:
    """What of the keyring this process could use at this moment, in memory."""
    entries = muster.storages._holders.keyring.entries
    return {name for name, entry in entries.items() if entry.key} | muster.storage.keys._data_keys.opener.owners


async def test_what_one_replica_destroys_the_others_forget_at_their_next_word(two: tuple[Muster, Muster]) -> None:
    first, second = two
    arn = str((await call(first, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}}))["arn"])
    person = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}, "IdempotencyToken": "once"}
    contact = str((await call(first, "ssm-contacts:CreateContact", **person))["ContactArn"])
    assert (await call(second, "ssm-contacts:GetContact", ContactId=contact))["Alias"] == "ana"
    keys = second.storage.keys._data_keys
    assert keys.opener._cache._keyrings
    assert sealing.blind_index.cache_info().currsize
    await looks(second)
    assert arn in at_hand(second), "nothing was destroyed yet"

    await call(first, "ssm-incidents:DeleteReplicationSet", arn=arn)
    await looks(second)
    assert arn not in at_hand(first) | at_hand(second)
    assert keys.of(contact) is None
    assert sealing._begun.cache_info().currsize == 0, "an index key would be in there"
    assert sealing.blind_index.cache_info().currsize == 0, "and what was looked for by it"
    with pytest.raises(NoReplicationSet):
        await keys.for_owner(contact)


async def test_the_next_set_is_used_by_all_of_them(two: tuple[Muster, Muster]) -> None:
    first, second = two
    for muster in (first, second):
        await call(muster, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
        [arn] = (await call(muster, "ssm-incidents:ListReplicationSets"))["replicationSetArns"]  # type: ignore[misc]
        person = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}
        contact = str((await call(first, "ssm-contacts:CreateContact", **person))["ContactArn"])
        assert (await call(second, "ssm-contacts:GetContact", ContactId=contact))["Alias"] == "ana"
        await call(muster, "ssm-incidents:DeleteReplicationSet", arn=arn)
        for one in two:
            await looks(one)
