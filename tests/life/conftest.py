"""A running demo, and an environment in which the AWS CLI and boto3 find its keys and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.life.life import Life
from tests.scenarios.process import MusterProcess


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    data = tmp_path / "data"
    own = {"MUSTER_DATA_DIR": str(data), "MUSTER_ADMINS": "", "DATABASE_URL": ""}
    how = ("demo", "--no-slack", "--empty", "--minute", "1s")
    with asyncio.Runner() as runner:
        muster = MusterProcess(own, tmp_path / "muster.log", arguments=how)
        runner.run(muster.start())
        try:
            _environment(data, monkeypatch)
            yield Life(muster.url, data)
        finally:
            runner.run(muster.stop())


def _environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                 "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "HTTP_PROXY", "http_proxy"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(data / "aws-credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(data / "no-config"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
