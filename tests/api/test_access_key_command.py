"""`muster access-key`, as an operator types it, while Muster runs and while it does not."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ClientError

from bot.cli import main
from tests.api.running import Api, running


@pytest.fixture(params=["running", "stopped"])
def muster(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api | None]:
    """One that runs; or none, and an installation that nobody has used yet."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    if request.param == "stopped":
        yield None
        return
    with running(tmp_path) as api:
        yield api


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["access-key", *words]) == 0
    return capsys.readouterr().out


def made(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
    """What a credentials file has in it when the command's output is appended to it."""
    file = configparser.RawConfigParser()
    file.read_string(typed(capsys, "create", *words))
    return dict(file[words[0]])


def test_a_key_is_shown_once_as_a_credentials_file_has_it(
    muster: Api | None, capsys: pytest.CaptureFixture[str]
) -> None:
    key = made(capsys, "ana", "--administrator")
    assert set(key) == {"aws_access_key_id", "aws_secret_access_key", "region"}
    listed = typed(capsys, "list")
    assert key["aws_access_key_id"] in listed
    assert "  administrator  " in listed
    assert key["aws_secret_access_key"] not in listed


def test_what_is_shown_can_be_appended_to_a_line_without_an_end(
    muster: Api | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = configparser.RawConfigParser()
    file.read_string("[other]\naws_secret_access_key = theirs" + typed(capsys, "create", "ana"))
    assert file["other"]["aws_secret_access_key"] == "theirs"
    assert "aws_access_key_id" in file["ana"]


def test_who_is_no_administrator_is_a_responder_in_every_sentence(
    muster: Api | None, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = typed(capsys, "create", "ben")
    assert "Access key of ben, a responder." in shown
    assert "  responder  " in typed(capsys, "list")
    assert main(["access-key", "create", "ben", "--administrator"]) == 2
    assert "ben has a key as a responder already" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("list",), ("list", "ana"), ("disable", "AKIAIOSFODNN7EXAMPLE")])
def test_where_no_muster_is_there_are_no_keys(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    assert main(["access-key", *words]) == 2
    assert capsys.readouterr().err.startswith(f"muster: There is no Muster in {tmp_path / 'data'} (MUSTER_DATA_DIR)")
    assert not (tmp_path / "data").exists()


def test_four_that_come_at_once_each_get_their_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "bot.cli", "access-key", "create", "--profile"]
    environment = {**os.environ, "MUSTER_DATA_DIR": str(tmp_path / "data"),
                   "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}  # fmt: skip
    users = ["ana", "ben", "chloe", "dana"]
    together = [subprocess.Popen([*command, one, one], env=environment, stdout=subprocess.DEVNULL) for one in users]
    assert [one.wait(60) for one in together] == [0, 0, 0, 0]
    assert set(raw_config_parse(str(tmp_path / "credentials"))) == set(users)


def test_a_third_key_and_an_unknown_one_are_refused_in_a_sentence(
    muster: Api | None, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [made(capsys, "ana")["aws_access_key_id"] for _ in range(2)]
    assert main(["access-key", "create", "ana"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("muster: Cannot exceed quota for AccessKeysPerUser: 2.")
    assert all(one in told for one in ids)
    assert "muster access-key disable" in told
    assert told.count("\n") == 1

    assert main(["access-key", "disable", "AKIAIOSFODNN7EXAMPLE"]) == 2
    assert "muster access-key list" in capsys.readouterr().err
    assert main(["access-key", "create", "no spaces"]) == 2
    assert "user name is not valid" in capsys.readouterr().err

    assert "is disabled" in typed(capsys, "disable", ids[0])
    assert "disabled 20" in typed(capsys, "list", "ana")
    made(capsys, "ana")


def test_the_list_of_one_user_and_of_none(muster: Api | None, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "ana")
    ben = made(capsys, "ben")
    assert ben["aws_access_key_id"] not in typed(capsys, "list", "ana")
    nobodys = typed(capsys, "list", "chloe")
    assert nobodys == "The user chloe has no access key: `muster access-key create chloe` makes one.\n"


def test_a_key_opens_the_door_from_its_making_to_its_end(api: Api, monkeypatch: pytest.MonkeyPatch,
                                                         capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv("MUSTER_DATA_DIR", str(api.muster.settings.data_dir))
    one = made(capsys, "ana", "--administrator")
    key = SimpleNamespace(id=one["aws_access_key_id"], secret=one["aws_secret_access_key"])
    client = api.client("ssm-incidents", key=key)  # type: ignore[arg-type]
    assert client.list_replication_sets()["replicationSetArns"] == []
    typed(capsys, "disable", key.id)
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        client.list_replication_sets()
