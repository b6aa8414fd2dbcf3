"""Fixtures: one Muster for a whole file of tests that change nothing in it, and one for each test that does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.running import Api, running


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """With an administrator's key, and nothing else in it."""
    with running(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def kept_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """With its replication set."""
    with running(tmp_path_factory.mktemp("api")) as one:
        one.onboard()
        yield one


@pytest.fixture
def shared(kept_api: Api) -> Iterator[Api]:
    """The file's Muster, whose clock goes right again after each test."""
    yield kept_api
    kept_api.clock.ahead = timedelta()
