"""Does somebody who misspelt a setting hear of it, without what they set it to?"""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.doctor import report
from bot.misspelt import misspelt
from bot.settings import Settings
from tests.scenarios.process import MusterProcess

ROOT = Path(__file__).parents[2]
SECRET = "pass" + "word"


@pytest.mark.parametrize(
    ("set_", "meant"),
    [
        ("MUSTER_MAILL", "MUSTER_MAIL"),
        ("MUSTER_PORT", "PORT"),
        ("MUSTER_DATABASE_URL", "DATABASE_URL"),
        ("MUSTER_TLS_CERT", "MUSTER_TLS_CERTIFICATE"),
    ],
)
def test_the_setting_that_was_meant_is_named_and_the_value_is_not(set_: str, meant: str) -> None:
    [said] = misspelt({set_: SECRET})
    assert said == f"{set_} is set and is no setting of Muster's: did you mean {meant}?"


def test_what_is_like_no_setting_is_told_too() -> None:
    [said] = misspelt({"MUSTER_XYZZY": SECRET})
    assert said == "MUSTER_XYZZY is set and is no setting of Muster's; `muster doctor` shows all there are."


def test_nothing_is_said_of_settings_nor_of_what_the_repository_and_kubernetes_set() -> None:
    known = [one.metadata["variable"] for one in fields(Settings)]
    exported = re.findall(r"^export (MUSTER_\w+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert exported
    beside = ["MUSTER_SERVICE_HOST", "MUSTER_PORT_8080_TCP_ADDR", "HOME", "MUSTERING"]
    assert not list(misspelt({**dict.fromkeys([*known, *exported, *beside], "1"), "MUSTER_PORT": "tcp://10.0.0.1:80"}))


def test_the_doctor_counts_it_as_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report({"MUSTER_DATA_DIR": str(tmp_path), "MUSTER_MAILL": SECRET}) == 1
    said = capsys.readouterr().out
    assert "! MUSTER_MAILL is set and is no setting of Muster's: did you mean MUSTER_MAIL?" in said
    assert SECRET not in said


@pytest.mark.parametrize("command", [("serve",), ("demo", "--no-slack", "--empty")])
async def test_a_server_and_a_demo_say_it_once_when_they_start(tmp_path: Path, command: tuple[str, ...]) -> None:
    own = {"MUSTER_DATA_DIR": str(tmp_path / "d"), "MUSTER_MAILL": SECRET, "DATABASE_URL": ""}
    muster = MusterProcess(own, tmp_path / "log", arguments=command)
    await muster.start()
    try:
        assert muster.said().count("did you mean MUSTER_MAIL?") == 1
        assert SECRET not in muster.said()
    finally:
        await muster.kill()
