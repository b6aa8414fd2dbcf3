"""`muster keyring`, as an operator types it, while Muster runs and while it does not."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from storage.keys.environment import VARIABLE
from tests.api.running import Api, running


@pytest.fixture(params=["running", "stopped"])
def muster(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api | None]:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    if request.param == "stopped":
        assert main(["migrate"]) == 0
        assert main(["access-key", "list"]) == 0
        yield None
        return
    with running(tmp_path) as api:
        yield api


def typed(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main(["keyring", *words]) == status
    told = capsys.readouterr()
    return told.err if status == 2 else told.out


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str, str]]:
    """By key: its state, how many data keys it wraps, and whether it opens them."""
    rows = [line.split() for line in typed(capsys, "check").splitlines()[1:]]
    return {row[0]: (row[1], row[3], row[4]) for row in rows}


def test_each_key_is_renewed_in_three_steps(muster: Api | None, capsys: pytest.CaptureFixture[str]) -> None:
    before = states(capsys)
    assert before["metadata"][0] == "active"
    assert before["metadata"][2] == "yes"
    assert "metadata#2 is added." in typed(capsys, "add")
    assert states(capsys)["metadata#2"] == ("pending", "0", "-")
    assert "in use" in typed(capsys, "promote")
    after = states(capsys)
    assert after["metadata"] == ("former", "0", "-")
    assert after["metadata#2"] == ("active", *before["metadata"][1:])
    assert "metadata, which was in use before, is destroyed." in typed(capsys, "retire")
    assert states(capsys)["metadata"] == ("destroyed", "0", "-")
    assert typed(capsys, "retire", status=2).startswith("muster: There is no former version")


def test_a_first_keyring_is_made_once_and_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    assert "Keep a copy" in typed(capsys, "create")
    keyring = tmp_path / "data" / "keyring.json"
    assert stat.S_IMODE(keyring.stat().st_mode) == 0o600
    first = keyring.read_bytes()
    assert "is there already" in typed(capsys, "create", status=2)
    assert keyring.read_bytes() == first
    assert main(["migrate"]) == 0
    assert main(["access-key", "list"]) == 0
    keyring.unlink()
    assert "its own backup" in typed(capsys, "create", status=2), "what is sealed needs the keyring that sealed it"


def test_no_key_is_ever_shown(muster: Api | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = "".join(typed(capsys, verb) for verb in ("check", "add", "check", "promote", "check"))
    for entry in json.loads((tmp_path / "data" / "keyring.json").read_text()).values():
        assert entry["key"] not in shown


def test_a_keyring_in_the_environment_is_printed_for_whoever_can_set_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv(VARIABLE, typed(capsys, "create", "--variable").strip())
    assert not (tmp_path / "data").exists()
    assert main(["migrate"]) == 0
    assert states(capsys)["metadata"][0] == "active"
    assert main(["access-key", "list"]) == 0
    for verb in ("add", "promote"):
        monkeypatch.setenv(VARIABLE, typed(capsys, verb).strip())
    assert {key: state[0] for key, state in states(capsys).items() if "metadata" in key} == {
        "metadata": "former",
        "metadata#2": "active",
    }
    assert "start Muster" in typed(capsys, "retire", status=2), "a check wraps nothing"
    assert main(["access-key", "list"]) == 0
    monkeypatch.setenv(VARIABLE, typed(capsys, "retire").strip())
    assert states(capsys)["metadata"][0] == "destroyed"
    assert "is there already" in typed(capsys, "create", status=2)


def test_a_value_is_checked_before_it_is_set(
    muster: Api | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert states(capsys)["metadata"][2] == "yes"
    monkeypatch.setenv(VARIABLE, typed(capsys, "create", "--variable").strip())
    assert main(["keyring", "check"]) == 1, "it is another installation's"
    told = capsys.readouterr()
    assert "as it is set here" in told.err
    assert [line.split()[-1] for line in told.out.splitlines() if line.startswith("metadata ")] == ["NO"]


def test_what_is_printed_for_the_environment_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv(VARIABLE, typed(capsys, "create", "--variable").strip())
    assert main(["migrate"]) == 0
    monkeypatch.setenv(VARIABLE, typed(capsys, "add").strip())
    typed(capsys, "promote")
    name = next(key for key in json.loads(typed(capsys, "promote")) if "replication-set" in key)
    typed(capsys, "destroy", name)
    capsys.readouterr()
    assert main(["audit", "export"]) == 0
    told = capsys.readouterr().out
    for verb in ("Add", "Promote", "Destroy"):
        assert f"{verb}KeyringKey" in told


def test_a_sets_key_is_destroyed_in_the_environment_by_setting_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    value = typed(capsys, "create", "--variable").strip()
    assert "not in MUSTER_KEYRING" in typed(capsys, "destroy", "x", status=2)
    monkeypatch.setenv(VARIABLE, value)
    name = next(key for key in json.loads(value) if "replication-set" in key)
    printed = json.loads(typed(capsys, "destroy", name))
    assert (printed[name]["key"], printed[name]["state"]) == (None, "destroyed")
    assert printed["metadata"] == json.loads(value)["metadata"]
    assert name in typed(capsys, "destroy", "metadata", status=2)


def test_a_key_that_opens_nothing_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    assert main(["migrate"]) == 0
    assert main(["access-key", "list"]) == 0
    keyring = tmp_path / "data" / "keyring.json"
    keyring.chmod(0o640)
    assert "chmod 600" in typed(capsys, "check", status=2)
