"""`muster alarm-door`, as an operator types it while Muster runs."""

from __future__ import annotations

import re

import pytest

from bot.cli import main
from tests.alarm_doors.knocking import Doors
from tests.alarm_doors.signing import TOPIC


@pytest.fixture(autouse=True)
def _here(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(doors.api.muster.settings.data_dir))
    monkeypatch.setenv("MUSTER_PUBLIC_URL", "https://muster.example.com")


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["alarm-door", *words]) == 0
    return capsys.readouterr().out


def key_in(told: str) -> str:
    found = re.search(r"only this once: (\S+)", told)
    assert found
    return found[1]


def test_a_door_is_made_with_a_key_that_is_shown_once(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    told = typed(capsys, "create", "grafana", "--plan", doors.usual_plan, "--title", "Shop: {what}", "--impact", "4")
    assert "https://muster.example.com/alarms/grafana" in told
    record = doors.record(doors.alarm(key_in(told), what="slow").incident)
    assert (record["title"], record["impact"]) == ("Shop: slow", 4)
    assert key_in(told) not in typed(capsys, "list")


def test_without_a_public_address_it_is_told_where_the_process_listens_that_runs(
    doors: Doors, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MUSTER_PUBLIC_URL")
    monkeypatch.setenv("PORT", "8080")
    url = f"{doors.api.url}/alarms/grafana"
    assert url in typed(capsys, "create", "grafana", "--plan", doors.usual_plan)
    assert url in typed(capsys, "list")


def test_a_door_for_a_topic_tells_how_to_subscribe_it(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    told = typed(capsys, "create", "aws", "--plan", doors.usual_plan, "--sns", TOPIC)
    assert "--notification-endpoint https://muster.example.com/alarms/sns/aws" in told
    assert TOPIC in typed(capsys, "list")


def test_another_key_counts_at_once(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    old = key_in(typed(capsys, "create", "grafana", "--plan", doors.usual_plan))
    new = key_in(typed(capsys, "rekey", "grafana", "--old-for", "0"))
    assert [doors.alarm(key, title="x").status for key in (old, new)] == [401, 200]


def test_a_door_that_was_deleted_is_in_no_list(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    typed(capsys, "create", "grafana", "--plan", doors.usual_plan)
    typed(capsys, "delete", "grafana")
    assert "There is no alarm door yet" in typed(capsys, "list")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["create", "x y", "--plan", "P"], "2 to 64 letters"),
        (["create", "grafana", "--plan", "nowhere"], "Response plan not found"),
        (["create", "aws", "--plan", "P", "--sns", "alarms"], "one topic: give its ARN"),
        (["create", "grafana", "--plan", "P", "--title", "{"], "a brace that belongs to no member"),
        (["create", "grafana", "--plan", "P", "--impact", "6"], "from 1 (critical) to 5 (none)"),
        (["rekey", "nowhere"], "`muster alarm-door list`"),
        (["delete", "nowhere"], "`muster alarm-door list`"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_type(
    doors: Doors, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["alarm-door", *(doors.usual_plan if word == "P" else word for word in words)]) == 2
    assert told in capsys.readouterr().err
