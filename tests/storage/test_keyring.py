"""The keyring is its owner's alone, holds good keys, and says what to do when it is not so."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from storage.keys.entries import METADATA, KeyDestroyed, KeyringRefused
from storage.keys.file import KeyringFile
from storage.keys.keyring import Keyring, open_keyring
from tests.storage.examples import SET, StandingClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


def ring(path: Path, *, expected: bool = False) -> Keyring:
    return open_keyring(KeyringFile(path), StandingClock(), expected=expected)


def rewrite(path: Path, key: str) -> None:
    entries = json.loads(path.read_text())
    entries[METADATA]["key"] = key
    path.write_text(json.dumps(entries))


def test_the_first_run_makes_one_that_only_its_owner_can_read(path: Path) -> None:
    assert len(ring(path).get(METADATA)) == 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_keeps_its_keys(path: Path) -> None:
    first = ring(path)
    first.create(SET)
    again = ring(path, expected=True)
    assert again.get(SET) == first.get(SET)
    assert again.get(SET) != again.get(METADATA)
    assert path.stat().st_mode & 0o777 == 0o600


def test_creating_a_key_twice_keeps_the_first(path: Path) -> None:
    keys = ring(path)
    keys.create(SET)
    first = keys.get(SET)
    keys.create(SET)
    assert keys.get(SET) == first


def test_a_destroyed_key_is_gone_from_memory_and_from_the_folder(path: Path) -> None:
    keys = ring(path)
    keys.create(SET)
    encoded = base64.b64encode(keys.get(SET)).decode()
    keys.destroy(SET)
    keys.destroy(SET)
    for one in (keys, ring(path)):
        with pytest.raises(KeyDestroyed):
            one.get(SET)
    assert not [file for file in path.parent.iterdir() if encoded in file.read_text()]
    with pytest.raises(KeyDestroyed):
        keys.create(SET)


def test_the_metadata_key_cannot_be_destroyed(path: Path) -> None:
    with pytest.raises(KeyringRefused):
        ring(path).destroy(METADATA)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o601])
def test_one_that_others_can_touch_is_refused(path: Path, mode: int) -> None:
    ring(path)
    path.chmod(mode)
    with pytest.raises(KeyringRefused, match="chmod 600"):
        ring(path)


def test_one_that_is_missing_where_there_is_sealed_data_is_refused_and_not_replaced(path: Path) -> None:
    with pytest.raises(KeyringRefused, match="backup"):
        ring(path, expected=True)
    assert not path.exists()


@pytest.mark.parametrize(
    "bad",
    [
        base64.b64encode(bytes(32)).decode(),
        base64.b64encode(b"\xaa" * 32).decode(),
        base64.b64encode(bytes(range(32))).decode(),
        base64.b64encode(b"an-example-key-of-32-characters!").decode(),
        base64.b64encode(bytes(range(7, 255, 8))[:31]).decode(),
        base64.b64encode(bytes(64)).decode(),
        "",
        "not base64 at all",
    ],
)
def test_a_bad_key_is_refused_without_showing_it(path: Path, bad: str) -> None:
    ring(path)
    rewrite(path, bad)
    with pytest.raises(KeyringRefused) as refused:
        ring(path)
    assert not bad or bad not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"metadata": "key"}', '{"metadata": {"key": 1}}'])
def test_what_is_no_keyring_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyringRefused):
        ring(path)


def test_an_unknown_key_is_refused(path: Path) -> None:
    with pytest.raises(KeyringRefused, match="has no key"):
        ring(path).get("arn:aws:ssm-incidents::1:replication-set/unknown")


def test_no_key_prints_itself(path: Path) -> None:
    keys = ring(path)
    encoded = base64.b64encode(keys.get(METADATA)).decode()
    assert encoded not in repr(keys.__dict__)
