"""What do `muster oncall` and `muster doctor` tell in a terminal, with Muster stopped?"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot import environment
from bot.checks.on_call import check_on_call
from bot.cli import main
from bot.control import opened
from core.clock import SystemClock
from tests.operations.muster import ARNS
from tests.outlook.test_gathering import MONDAYS

NOBODY = "Nobody is on call in shop now, nor for the rest of the next 90 days: the schedule has no rotation."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where there is a person, in turn alone, and a schedule that has nobody."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))

    async def furnish() -> None:
        async with opened(
            environment.read({"MUSTER_DATA_DIR": str(tmp_path)}), SystemClock(), may_make=True
        ) as control:
            await control.call("ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
            await control.call(
                "ssm-contacts:CreateContact", {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}
            )
            turn = await control.call(
                "ssm-contacts:CreateRotation",
                {"Name": "days", "ContactIds": [ARNS.contact("ana")], "TimeZoneId": "UTC", "Recurrence": MONDAYS},
            )
            for alias, rotations in (("shop", []), ("bank", [turn["RotationArn"]])):
                plan = {"RotationIds": rotations}
                await control.call(
                    "ssm-contacts:CreateContact", {"Alias": alias, "Type": "ONCALL_SCHEDULE", "Plan": plan}
                )

    asyncio.run(furnish())
    return tmp_path


def test_warnings_are_told_and_the_status_says_that_there_are_any(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["oncall", "warnings"]) == 1
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == f"! {NOBODY}"
    assert second == "! ana is on call now and has no contact channel: nobody can page them."
    assert "nights in a row" in third
    assert main(["oncall", "warnings", "shop"]) == 1
    assert capsys.readouterr().out.splitlines() == [first]


def test_fairness_is_a_table_and_a_picture_where_one_is_wanted(home: Path, capsys: pytest.CaptureFixture[str]):
    drawn = home / "load.png"
    assert main(["oncall", "fairness", "bank", "--weeks", "4", "--picture", str(drawn)]) == 0
    title, head, ana, *_ = capsys.readouterr().out.splitlines()
    assert title.startswith("On call in bank, ")
    assert head.split() == ["hours", "nights", "row", "we", "mean"]
    assert ana.split()[:2] == ["ana", "672"]
    with Image.open(drawn) as image:
        assert image.format == "PNG"


def test_what_is_not_there_is_said_and_weeks_that_make_no_sense(home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["oncall", "fairness", "nowhere"]) == 2
    assert "contact/nowhere" in capsys.readouterr().err
    assert main(["oncall", "fairness", "--weeks", "0"]) == 2
    assert "1 to 104 weeks" in capsys.readouterr().err


def test_a_picture_that_cannot_be_kept_is_to_be_named_otherwise(home: Path, capsys: pytest.CaptureFixture[str]):
    for place, why in ((home / "nowhere" / "load.png", "No such file or directory"), (home, "Is a directory")):
        assert main(["oncall", "fairness", "bank", "--picture", str(place)]) == 2
        assert capsys.readouterr().err.endswith(f"{place}: {why}. Name another file with --picture.\n")


def test_who_has_heard_enough_is_told_nothing_more(home: Path):
    unread, told = os.pipe()
    os.close(unread)
    command = [sys.executable, "-m", "bot.cli", "oncall", "warnings"]
    ended = subprocess.run(command, stdout=told, stderr=subprocess.PIPE, check=False)
    os.close(told)
    assert (ended.returncode, ended.stderr) == (141, b"")


async def found(home: Path) -> list[str]:
    settings = environment.read({"MUSTER_DATA_DIR": str(home)})
    return [str(one) async for one in check_on_call(settings, SystemClock())]


def test_the_doctor_says_the_same(home: Path):
    said = asyncio.run(found(home))
    assert f"!  {NOBODY}" in said
    assert any(one.startswith("~  ") for one in said), (
        "many nights in a row are no reason to call an installation broken"
    )


def test_where_there_is_no_muster_the_doctor_says_nothing_and_makes_none(tmp_path: Path):
    assert asyncio.run(found(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []
