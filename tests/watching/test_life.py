"""What does the log tell of a process from its start to its end?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import environment
from bot.watching import life
from tests.scenarios.process import MusterProcess

SECRET = "pass" + "word"
MAIL = f"smtp://muster:{SECRET}@mail.example.com?from=muster@example.com"


async def test_a_process_says_where_it_listens_and_how_it_ended(tmp_path: Path) -> None:
    own = {"MUSTER_DATA_DIR": str(tmp_path / "d"), "DATABASE_URL": "", "MUSTER_MAIL": MAIL, "MUSTER_LOG": "json"}
    muster = MusterProcess(own, tmp_path / "log")
    await muster.start()
    try:
        assert await muster.stop() == 0
    finally:
        await muster.kill()
    lines = [json.loads(line) for line in muster.said().splitlines() if line.startswith("{")]
    first, told, last = (line["event"] for line in lines if line["level"] == "info")
    assert f"listens at {muster.url}. Database: SQLite, {tmp_path / 'd' / 'muster.db'}." in first
    assert first.endswith("Pages go out by: mail (smtp:mail.example.com:587).")
    assert told.startswith("Told to end by SIGTERM")
    assert last.startswith("Ended, after ")
    assert "What was begun is finished" in last
    assert SECRET not in muster.said()


def test_of_a_database_that_is_shared_no_password_is_told() -> None:
    url = f"postgresql://muster:{SECRET}@a.example.com,b.example.com/muster?password={SECRET}"
    said = life.listening(environment.read({"DATABASE_URL": url}), "http://127.0.0.1:8080", "worker")
    assert "listens at http://127.0.0.1:8080, as --only worker. Database: PostgreSQL, a.example.com,b.exa" in said
    assert said.endswith("Pages go out by: nobody; `muster doctor` says what is missing.")
    assert SECRET not in said
    assert "example.com/muster." in said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "Ended, after 2.1 s. What was begun is finished; what is not due yet waits in the database."),
        (3, "Ended, after 2.1 s. 3 steps were begun and not finished: the next start, or another process, does them; "),
        (None, "Ended, after 2.1 s. It is not known what was left: the next start, or another process, sees to it; "),
    ],
)
def test_the_end_says_what_was_left(left: int | None, said: str) -> None:
    assert life.ended(2.06, left).startswith(said)
