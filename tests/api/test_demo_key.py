"""When does the demo make itself a new key?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demo.credentials import write_credentials
from tests.api.running import Api

Written = Callable[[], str]


@pytest.fixture
def written(api: Api, tmp_path: Path) -> Written:
    """Start the demo once more; what the file says then."""
    return lambda: api.run(write_credentials(api.muster.access_keys, tmp_path, "us-east-1")).read_text()


def test_a_key_that_counts_is_kept(written: Written) -> None:
    assert written() == written()


@pytest.mark.parametrize("spoil", ["", "[default]\n", "no file of credentials", "[default]\naws_access_key_id = x\n"])
def test_a_file_that_is_spoiled_is_written_anew(written: Written, tmp_path: Path, spoil: str) -> None:
    first = written()
    (tmp_path / "aws-credentials").write_text(spoil)
    assert written() not in (first, spoil)


def test_a_secret_that_is_not_the_keys_is_noticed(written: Written, tmp_path: Path) -> None:
    spoiled = re.sub("aws_secret_access_key = .*", "aws_secret_access_key = x", written())
    (tmp_path / "aws-credentials").write_text(spoiled)
    assert "aws_secret_access_key = x\n" not in written()


def test_a_key_that_was_disabled_is_replaced(api: Api, written: Written) -> None:
    first = written()
    [(key, _)] = api.run(api.muster.access_keys.listing("demo"))
    api.run(api.muster.access_keys.disable(key.id))
    assert written() != first


def test_a_file_may_be_lost_any_number_of_times(written: Written, tmp_path: Path) -> None:
    seen = set()
    for _ in range(4):
        seen.add(written())
        (tmp_path / "aws-credentials").unlink()
    assert len(seen) == 4
