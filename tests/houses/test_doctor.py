"""Does the doctor say which accounts there are, and what keeps one of them from being of use?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.doctor import report
from tests.houses.town import HERE, THERE

ACCOUNTS = {THERE: {"workspace": "T0OTHER"}, "777788889999": {}}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "organization.json"
    file.write_text(json.dumps({"accounts": ACCOUNTS}))
    return {
        "MUSTER_DATA_DIR": str(tmp_path / "data"), "MUSTER_ORGANIZATION": str(file), "SLACK_SIGNING_SECRET": "x",
        "MUSTER_OUTBOX_FILE": "1", "MUSTER_ADMINS": "U1ANA", "SLACK_BOT_TOKEN": "xoxb-1",
    }  # fmt: skip


def test_each_account_is_named_with_its_workspace(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(environment) == 1
    told = capsys.readouterr().out
    for line in (
        f"  {HERE}  workspace as Slack tells it, by SLACK_BOT_TOKEN or /slack/install; administrators in Slack: 1",
        f"  {THERE}  workspace T0OTHER, by /slack/install; administrators in Slack: 0",
        "  777788889999  no workspace, access keys only; administrators in Slack: 0",
        f"! The account {THERE} has the workspace T0OTHER, and SLACK_CLIENT_ID is not set",
        f"! The account {THERE} has no `admins` in MUSTER_ORGANIZATION",
    ):
        assert line in told, told


def test_with_one_account_none_is_spoken_of(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    del environment["MUSTER_ORGANIZATION"]
    report(environment)
    assert "Accounts:" not in capsys.readouterr().out


@pytest.mark.parametrize("half", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_half_of_what_an_installation_needs_is_told(
    environment: dict[str, str], half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(environment | {half: "x"}) == 1
    assert "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together" in capsys.readouterr().out


def test_who_could_not_be_reached_and_who_could_not_answer_is_told(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    del environment["MUSTER_OUTBOX_FILE"]
    report(environment | {"MUSTER_MAIL": "smtp://u:hush@mail.example.com?from=m@example.com"})
    told = capsys.readouterr().out
    assert "~ MUSTER_SMS and MUSTER_VOICE not set: pages to such channels get an ERROR receipt" in told
    assert "! MUSTER_PUBLIC_URL is not set: mails have no link" in told
    assert "hush" not in told
