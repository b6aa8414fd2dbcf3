"""Fixtures: AWS KMS, and a Muster whose replication set names a key there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.keys.aws import Aws, Installation, moto_server
from tests.operations.muster import Muster


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def aws(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Aws:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return Aws(endpoint)


@pytest.fixture
async def installation(aws: Aws, tmp_path: Path) -> AsyncIterator[Installation]:
    made = Installation(tmp_path, aws)
    yield made
    await made.close()


@pytest.fixture
async def empty(installation: Installation) -> Muster:
    """With AWS KMS, and without a replication set."""
    return await installation.open()


@pytest.fixture
async def sealed(empty: Muster, aws: Aws) -> Muster:
    """Under a key in AWS KMS."""
    await empty.incidents("CreateReplicationSet", regions={"us-east-1": {"sseKmsKeyId": aws.key()}})
    return empty
