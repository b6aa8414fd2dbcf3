"""A Muster behind its real HTTP server, with a response plan and a door for alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from tests.alarm_doors.knocking import Doors
from tests.api.running import running

NUMBERS = count(1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One for a file of tests."""
    with running(tmp_path_factory.mktemp("doors")) as api:
        api.onboard()
        yield Doors(api)


@pytest.fixture
def doors(kept: Doors) -> Iterator[Doors]:
    """Without any door yet, and without an open incident."""
    kept.begin(f"checkout-{next(NUMBERS)}")
    yield kept
    kept.api.clock.ahead = timedelta()
