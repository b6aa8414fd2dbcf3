"""What does an operator read when Muster cannot start?  One sentence that says what to do, and exit status 2."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import aiohttp
import pytest

from bot.cli import main
from bot.trouble import in_words
from storage.process_lock import ProcessLock


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that was made by `muster migrate`."""
    folder = tmp_path / "var"
    monkeypatch.setenv("MUSTER_DATA_DIR", str(folder))
    assert main(["migrate"]) == 0
    return folder


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["serve"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("muster: ")
    assert told.count("\n") == 1
    return told


def test_what_migrate_makes_is_its_owners_alone(at: Path) -> None:
    assert stat.S_IMODE(at.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in at.iterdir()} == {0o600}


def test_a_database_that_others_could_read_is_closed_to_them(at: Path) -> None:
    (at / "muster.db").chmod(0o644)
    assert main(["migrate"]) == 0
    assert stat.S_IMODE((at / "muster.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_second_process_is_told_who_is_there(at: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    lock = ProcessLock(at / "muster.db")
    assert main([command]) == 2
    assert "is in use by process" in capsys.readouterr().err
    lock.release()


def test_a_keyring_that_others_can_read_is_refused(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "keyring.json").write_text("{}")
    (at / "keyring.json").chmod(0o644)
    assert "chmod 600" in refused(capsys)


def test_a_file_that_is_no_database_is_named_so(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "muster.db").write_bytes(b"not a database" * 100)
    assert "restore it from a backup" in refused(capsys)


def test_a_port_that_is_taken_is_said_so(
    at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))
        assert "choose another with PORT" in refused(capsys)


def test_a_wrong_setting_says_what_was_expected(
    at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_ADMINS", "ana")
    assert "MUSTER_ADMINS='ana'" in refused(capsys)


def test_a_command_whose_muster_stopped_meanwhile_says_so() -> None:
    told = in_words(aiohttp.ServerDisconnectedError())
    assert told and "Look at what is there" in told


def test_doctor_says_where_the_second_door_is(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    told = capsys.readouterr().out
    assert "--endpoint-url http://127.0.0.1:8080, Region us-east-1; `muster access-key create NAME`" in told
    assert "too long for a control socket" not in told


def test_doctor_says_who_else_may_write_into_the_data_directory(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert "chmod go-w" not in capsys.readouterr().out
    at.chmod(0o777)
    main(["doctor"])
    assert f"! {at} can be written by other users: `chmod go-w {at}` ends that. Until then" in capsys.readouterr().out


def test_doctor_says_where_no_command_can_reach_muster(
    at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(at / ("long" * 30)))
    main(["doctor"])
    assert "too long for a control socket" in capsys.readouterr().out


def test_doctor_does_not_miss_a_keyring_that_nothing_needs_yet(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert "keyring.json is not" not in capsys.readouterr().out
