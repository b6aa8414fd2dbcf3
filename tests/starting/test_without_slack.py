"""Does the doctor say who is paged by what, where there is no Slack?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import environment
from bot.doctor import problems_of

MAIL = "smtp://mail.example.com?from=muster@example.com"
TEXTS = f"twilio://AC{'0' * 32}:t@api.twilio.com?from=%2B12065550100"


@pytest.mark.parametrize(
    ("variables", "paged"),
    [
        ({}, "nobody can type a command or be paged."),
        ({"MUSTER_MAIL": MAIL}, "nobody can type a command, and pages go out by mail only."),
        (
            {"MUSTER_MAIL": MAIL, "MUSTER_SMS": TEXTS},
            "nobody can type a command, and pages go out by mail and text message only.",
        ),
    ],
)
def test_pages_are_said_to_go_by_what_is_configured(tmp_path: Path, variables: dict[str, str], paged: str) -> None:
    problems = problems_of(environment.read({"MUSTER_DATA_DIR": str(tmp_path), **variables}))
    assert f"SLACK_BOT_TOKEN is not set: {paged}" in next(problems)
