"""A keyring in the environment: it is read, never changed, and what it should become is said to whoever can set it."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.keys import beginning
from storage.keys.entries import KeyringRefused
from storage.keys.environment import KeyringVariable
from storage.keys.holders import KeySources
from tests.keys.aws import Installation
from tests.keys.test_kms import person
from tests.operations.muster import ARNS, MovableClock, Muster
from tests.operations.refusals import refused

CLOCK = MovableClock()
SLOT = f"arn:aws:ssm-incidents::{ARNS.account}:replication-set"


def sources(text: str) -> KeySources:
    return KeySources(KeyringVariable(text))


@pytest.fixture
def text() -> str:
    return beginning.for_variable(ARNS.account, CLOCK)


async def test_it_serves_a_whole_installation(installation: Installation, text: str, tmp_path: Path) -> None:
    muster = await installation.open(sources(text))
    await muster.onboard()
    jane = await person(muster)
    again = await installation.open(sources(text))
    assert (await again.contacts("GetContact", ContactId=jane))["DisplayName"] == "J"
    assert not (tmp_path / "keyring.json").exists()


async def deleted(muster: Muster) -> None:
    arn = (await muster.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await muster.incidents("DeleteReplicationSet", arn=arn)


async def test_a_set_goes_only_when_its_key_is_gone_from_there_and_the_next_has_another(
    installation: Installation, text: str
) -> None:
    muster = await installation.open(sources(text))
    await muster.onboard()
    jane = await person(muster)
    refusal = await refused(deleted(muster))
    assert refusal.code == "ValidationException"
    assert (await muster.contacts("GetContact", ContactId=jane))["DisplayName"] == "J"
    assert f"muster keyring destroy {SLOT}`" in refusal.message
    text = beginning.without(text, SLOT)
    muster = await installation.open(sources(text))
    assert (await refused(muster.contacts("GetContact", ContactId=jane))).code == "DataEncryptionException"
    await deleted(muster)
    refusal = await refused(muster.onboard())
    assert (refusal.code, "muster keyring add" in refusal.message) == ("ValidationException", True)
    muster = await installation.open(sources(beginning.with_new_versions(text, ARNS.account, CLOCK)))
    await muster.onboard()
    assert await person(muster)
    assert await muster.storage.keys.exist((await muster.incidents("ListReplicationSets"))["replicationSetArns"][0])


async def test_it_is_renewed_by_setting_it_to_what_is_said(installation: Installation, text: str) -> None:
    muster = await installation.open(sources(text))
    await muster.onboard()
    jane = await person(muster)
    added = beginning.with_new_versions(text, ARNS.account, CLOCK)
    promoted = beginning.with_new_versions_used(added)
    with pytest.raises(KeyringRefused, match="start Muster"):
        beginning.without_former(promoted, {SLOT})
    await installation.open(sources(added))
    await installation.open(sources(promoted))
    muster = await installation.open(sources(beginning.without_former(promoted, set())))
    assert (await muster.contacts("GetContact", ContactId=jane))["DisplayName"] == "J"


@pytest.mark.parametrize("text", ["{}", "nonsense", '{"metadata": {"key": "AAAA", "created": "", "state": "active"}}'])
async def test_a_wrong_value_is_refused_without_showing_it(installation: Installation, text: str) -> None:
    with pytest.raises(KeyringRefused) as refusal:
        await installation.open(sources(text))
    assert "MUSTER_KEYRING" in str(refusal.value)
    assert "AAAA" not in str(refusal.value)
