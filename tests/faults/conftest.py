"""One theatre for all scenarios of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.theatre import Theatre, theatre


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with theatre(tmp_path_factory.mktemp("faults")) as one:
        yield one
