"""Does the doctor tell what somebody left out from what they left half done?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.doctor import report

MAIL = "smtp://mail.example.com?from=muster@example.com"
TEXTS = f"twilio://AC{'0' * 32}:t@api.twilio.com?from=%2B12065550100"
REACHED = {"MUSTER_PUBLIC_URL": "https://muster.example.com"}


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def told(**variables: str) -> tuple[int, list[str]]:
        """The exit status, and what is said below the settings."""
        status = report({"MUSTER_DATA_DIR": str(tmp_path), **variables})
        lines = capsys.readouterr().out.splitlines()
        return status, [line for line in lines if line.startswith(("! ", "~ ", "Nothing"))]

    return told


@pytest.mark.parametrize(
    ("variables", "paged"),
    [
        ({"MUSTER_MAIL": MAIL}, "pages go out by mail only"),
        ({"MUSTER_MAIL": MAIL, "MUSTER_SMS": TEXTS}, "pages go out by mail and text message only"),
    ],
)
def test_slack_may_be_left_out_where_others_page(told, variables: dict[str, str], paged: str) -> None:
    status, [slack, others] = told(**variables, **REACHED)
    assert status == 0
    assert slack.startswith(
        f"~ Slack is left out: {paged}, and commands are typed with the aws CLI. `muster access-key"
    )
    assert others.startswith("~ MUSTER_")
    assert others.endswith("not set: pages to such channels get an ERROR receipt, and others go on.")


def test_so_may_all_but_slack(told) -> None:
    status, said = told(SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", MUSTER_ADMINS="U012AB3CD")
    assert status == 0
    assert said == [
        "~ MUSTER_MAIL and MUSTER_SMS and MUSTER_VOICE not set: pages to such channels get an ERROR receipt, and "
        "others go on."
    ]


def test_where_nothing_is_left_out_nothing_is_missing(told) -> None:
    ways = {"MUSTER_MAIL": MAIL, "MUSTER_SMS": TEXTS, "MUSTER_VOICE": TEXTS}
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "MUSTER_ADMINS": "U012AB3CD"}
    assert told(**ways, **slack, **REACHED) == (0, ["Nothing is missing."])


def test_that_nobody_can_be_paged_at_all_is_a_problem(told) -> None:
    status, [said] = told()
    assert status == 1
    assert said.startswith("! Nobody can be paged or type a command: set SLACK_BOT_TOKEN, or MUSTER_MAIL")


@pytest.mark.parametrize("variable", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_half_of_slack_is_a_problem_whoever_else_pages(told, variable: str) -> None:
    status, said = told(MUSTER_MAIL=MAIL, **{variable: "x"}, **REACHED)
    assert status == 1
    assert said[0].startswith(f"! {variable} is set, and SLACK_BOT_TOKEN is not: Slack pages nobody.")
    assert not [one for one in said if "left out" in one]


def test_who_may_set_it_up_in_slack_is_asked_where_there_is_slack(told) -> None:
    status, said = told(SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")
    assert status == 1
    assert said[0].startswith("! MUSTER_ADMINS is empty")
