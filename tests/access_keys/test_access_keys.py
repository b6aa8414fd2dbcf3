"""Who may have a key, what is kept of it, and when it stops to count."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot import settings as environment
from core.access_keys.identity import caller_of
from core.access_keys.operations import AccessKeys
from core.work import DeleteAll
from storage.calls import AUDIT
from tests.operations.muster import ARNS, START, Muster, open_muster
from tests.operations.refusals import refused


@pytest.fixture
def keys(fresh: Muster) -> AccessKeys:
    return AccessKeys(fresh.storage.access_keys, fresh.storage.store, ARNS, fresh.clock)


async def test_a_key_looks_as_aws_s_do(keys: AccessKeys) -> None:
    key = await keys.create("jane", "administrator")
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key.id)
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", key.secret)
    assert await keys.of(key.id) is not None
