"""`muster audit`, as an operator types it, while Muster runs and while it does not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.api.running import running
from tests.audit.examples import tamper


@pytest.fixture(params=["running", "stopped"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data directory of a Muster with a few calls in its record."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    with running(tmp_path, audit_directory=tmp_path / "audit") as api:
        api.onboard()
        api.client("ssm-incidents").list_response_plans()
        if request.param == "running":
            api.run(api.muster.auditing.close_hour())
            api.run(api.muster.auditing.deliver())
            yield tmp_path
            return
    yield tmp_path


def typed(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["audit", *words]) == status
    return capsys.readouterr().out


def test_tail_shows_who_asked_for_what(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = typed(capsys, "tail", "--no-follow").splitlines()
    assert any("  ok  ada  ssm-incidents:CreateReplicationSet  arn:aws:ssm-incidents::" in line for line in lines)
    assert "muster.internal:ReadAuditEvents" in typed(capsys, "tail", "--no-follow")


def test_export_has_every_call_as_cloudtrail_writes_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = json.loads(typed(capsys, "export"))["Records"]
    assert {"CreateAccessKey", "CreateReplicationSet", "ListResponsePlans"} <= {one["eventName"] for one in records}
    assert {"chain", "number"} <= set(records[0]["additionalEventData"])
    assert json.loads(typed(capsys, "export", "--to", "2020-01-01T00:00:00Z")) == {"Records": []}
    rows = list(csv.DictReader(io.StringIO(typed(capsys, "export", "--format", "csv"), newline="")))
    assert {"CreateReplicationSet"} <= {row["eventName"] for row in rows}


def test_verify_is_content_and_names_what_was_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "as they were written" in typed(capsys, "verify")
    assert tamper(folder / "data", "DELETE FROM audit WHERE number = 2 AND action LIKE '%CreateReplicationSet'")
    assert "record 2 of chain" in typed(capsys, "verify", status=1)


def test_a_restored_backup_is_accepted_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "data" / "audit-anchor.json").unlink()
    assert "muster audit accept-restore" in typed(capsys, "verify", status=1)
    typed(capsys, "accept-restore")
    assert "as they were written" in typed(capsys, "verify")
    assert "AcceptRestoredAudit" in typed(capsys, "tail", "--no-follow")


def test_what_was_delivered_is_checked_with_the_key_that_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = folder / "key.pem"
    key.write_text(typed(capsys, "key"))
    told = typed(capsys, "verify", "--directory", str(folder / "audit"), "--public-key", str(key))
    assert "as they were written" in told
    key.write_text("no key")
    typed(capsys, "verify", "--directory", str(folder / "audit"), "--public-key", str(key), status=2)


def test_a_time_without_its_zone_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed(capsys, "export", "--from", "yesterday", status=2)
