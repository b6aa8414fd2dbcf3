"""`muster access-key create NAME --profile PROFILE`: the file of the AWS CLI, read back by the CLI's own parser."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli import main
from bot.commands.credentials_file import CredentialsFile, CredentialsRefused
from bot.commands.credentials_text import OF_A_KEY, NotUnderstood, with_key

KEY = {"aws_access_key_id": "AKIANEW", "aws_secret_access_key": "new"}
REGION = {"region": "us-east-1"}
ONE = "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = theirs"

LINES = st.sampled_from(
    ["[deploy]", "[other]", "[ deploy ]", "  [deploy]", "[third] # no", "# [deploy]", "  ; aws_access_key_id = no",
     "aws_access_key_id = AKIAOLD", "  aws_access_key_id=AKIAOLD", "    aws_secret_access_key = old",
     "AWS_SESSION_TOKEN = token", "region: eu-west-1", "\tregion = here", "s3 =", "  addressing = path", "", "   ",
     "output = \u2028text", "name = caf\u00e9", "x = [deploy]"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=14).map(lambda lines: "".join(map("".join, lines)))


def as_the_cli_reads(text: str) -> dict[str, dict[str, object]] | None:
    """None where every command of the AWS CLI fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "credentials"
        path.write_bytes(text.encode())
        try:
            return dict(raw_config_parse(str(path), parse_subsections=False))
        except ConfigParseError:
            return None


@given(TEXTS, st.booleans())
@example("[deploy]\n    aws_access_key_id = A\n  region = b\n", False)
@example("[deploy]\naws_access_key_id = A\n  more = of it\n  [other]\nregion = b\n", False)
@example(ONE, True)
def test_all_else_reads_as_before_and_the_profile_has_its_key(text: str, without_end: bool) -> None:
    text = text.rstrip("\r\n") if without_end else text
    before = as_the_cli_reads(text)
    try:
        changed = with_key(text, "deploy", KEY, REGION)
    except NotUnderstood:
        assert before is None
        return
    assert before is not None
    after = as_the_cli_reads(changed)
    kept = {name: value for name, value in before.get("deploy", {}).items() if name not in OF_A_KEY}
    assert after == {**before, "deploy": {**REGION, **kept, **KEY}}
    assert as_the_cli_reads(with_key(changed, "deploy", KEY, REGION)) == after
    comments = [line for line in text.splitlines() if re.match(r"\s*[#;]", line)]
    assert [line for line in changed.splitlines() if re.match(r"\s*[#;]", line)] == comments


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "aws" / "credentials"
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    return path


def created(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["access-key", "create", *words]) == 0
    return capsys.readouterr().out


def test_a_key_is_changed_for_the_next_without_harm_to_others(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.parent.mkdir()
    file.write_text(ONE)
    file.chmod(0o644)
    told = created(capsys, "deploy", "--administrator", "--profile", "deploy")
    first = raw_config_parse(str(file))["deploy"]
    assert first["aws_access_key_id"] in told
    assert first["aws_secret_access_key"] not in told
    assert f"muster access-key disable {first['aws_access_key_id']}" in created(
        capsys, "deploy", "--administrator", "--profile", "deploy"
    )
    read = raw_config_parse(str(file))
    assert read["other"] == {"aws_access_key_id": "AKIAOTHER", "aws_secret_access_key": "theirs"}
    assert read["deploy"]["aws_access_key_id"] != first["aws_access_key_id"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["credentials"]


def test_a_link_to_the_file_stays_a_link(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.parent.mkdir()
    file.symlink_to("elsewhere")
    created(capsys, "deploy", "--profile", "deploy")
    assert file.readlink() == Path("elsewhere")
    assert "deploy" in raw_config_parse(str(file))


@pytest.mark.parametrize(
    ("text", "profile", "said"),
    [
        (ONE, "other", "has the key AKIAOTHER, which is none of this Muster's"),
        (ONE + "\n[other]\n", "deploy", "a section or an option is there twice, line 4"),
        ("s3cret\n", "deploy", "it is no INI file, line 1"),
        ("[a]\ns3cret\n", "deploy", "it is no INI file, line 2"),
        (ONE, "two words", "'two words' is no name for a profile"),
        (ONE, "DEFAULT", "'DEFAULT' is no name for a profile"),
        (ONE, "a]\n[b", "is no name for a profile"),
        (ONE, "", "is no name for a profile"),
    ],
)
def test_where_the_key_cannot_go_none_is_made(
    file: Path, text: str, profile: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert main(["access-key", "create", "deploy", "--profile", profile]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "s3cret" not in told
    assert file.read_text() == text
    assert main(["access-key", "list"]) == 0
    assert "There is no access key yet" in capsys.readouterr().out


def test_a_file_in_another_encoding_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_bytes(b"[caf\xe9]\n")
    with pytest.raises(CredentialsRefused, match="it is no UTF-8 text"):
        CredentialsFile(tmp_path / "credentials").profile("deploy")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CredentialsRefused, match=r"cannot be read: Is a directory\."):
        CredentialsFile(tmp_path).profile("deploy")


def test_without_a_setting_it_is_the_file_of_the_home_directory(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    monkeypatch.setenv("HOME", str(tmp_path))
    created(capsys, "deploy", "--profile", "deploy")
    assert "deploy" in raw_config_parse(os.fspath(tmp_path / ".aws" / "credentials"))
    assert stat.S_IMODE((tmp_path / ".aws").stat().st_mode) == 0o700
