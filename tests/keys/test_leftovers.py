"""A process that was killed while it wrote the keyring leaves no copy of it: it goes at the next start or command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly.keys import keyring_errand
from storage.keys.file import KeyringFile
from storage.keys.holders import KeySources
from storage.keys.keyring import open_keyring
from storage.opening import open_storages
from tests.operations.muster import ARNS, MovableClock


async def test_a_half_written_keyring_goes_at_the_start_and_with_each_command(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = tmp_path / "keyring.json.0a1b2c3d"
    left.write_text("all keys")
    keys = KeySources(KeyringFile(tmp_path / "keyring.json"))
    storages = await open_storages(tmp_path / "muster.db", keys, ARNS.account, MovableClock())
    assert not left.exists()
    assert str(left) in caplog.text
    left.write_text("all keys")
    await keyring_errand(storages.upkeep)({"do": "check"})
    assert not left.exists()
    await storages.close()


def test_what_somebody_has_put_beside_the_keyring_stays(tmp_path: Path) -> None:
    beside = [tmp_path / name for name in ("keyring.json.bak", "keyring.json.0a1b2c3d4", "other.json.0a1b2c3d")]
    for path in beside:
        path.write_text("")
    (tmp_path / "keyring.json.11111111").symlink_to(beside[0])
    KeyringFile(tmp_path / "keyring.json").tidy()
    assert all(path.exists() for path in beside)
    assert (tmp_path / "keyring.json.11111111").is_symlink()


class Unseen(KeyringFile):
    """Another process makes it right after this one has looked."""

    def exists(self) -> bool:
        return False


def test_of_two_who_begin_at_the_same_moment_both_have_the_first_ones_keyring(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    first, second = (open_keyring(place(path), MovableClock(), expected=False) for place in (KeyringFile, Unseen))
    assert first.entries == second.entries
    assert [one.name for one in tmp_path.iterdir()] == ["keyring.json"]


def test_a_keyring_that_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "keyring.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        KeyringFile(tmp_path / "keyring.json").store({})
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]
