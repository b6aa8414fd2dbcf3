"""Fixtures: Terraform's AWS provider, before a running Muster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.running import running
from tests.terraform.incident_resources import ReplicationSet
from tests.terraform.provider import Provider, bag


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Provider]:
    """Before anything was applied."""
    with running(tmp_path) as api:
        yield Provider(api)


@pytest.fixture
def provider(fresh: Provider) -> Provider:
    """With the replication set that everything else depends on."""
    ReplicationSet(fresh, region=bag({"name": "us-east-1", "kms_key_arn": "DefaultKey"})).apply()
    return fresh
