"""Is everybody allowed what was reviewed, and nothing else?"""

from __future__ import annotations

from pathlib import Path

from core.vocabulary.catalog import catalog
from tests.authorization.matrix import REVIEWED, matrix, written


async def test_the_rights_are_as_they_were_reviewed(tmp_path: Path) -> None:
    """After a change that is meant: `python -m tests.authorization.matrix > tests/authorization/matrix.txt`."""
    table = await matrix(tmp_path)
    assert set(table) == set(catalog())
    assert written(table).splitlines() == REVIEWED.read_text().splitlines()
