"""Are advisories found from the lock file alone, without a network?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from advisories import NoAdvisories, audited, is_affected
from lock import LOCK
from packaging.version import Version

OURS = "aiohttp==3.14.0 \\\n    --hash=sha256:0\nzope-interface==7.0 ; python_version < '4' \\\n"


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
    }
    return {
        "id": "MADE-UP-1",
        "modified": "2026-03-01T00:00:00Z",
        "summary": "It bites.",
        "affected": [affected],
        **more,
    }


def export(folder: Path, *advisories: dict[str, Any]) -> Path:
    file = folder / "all.zip"
    with ZipFile(file, "w") as archive:
        for number, one in enumerate(advisories):
            archive.writestr(f"{number}.json", json.dumps(one))
    return file


def test_an_advisory_on_a_locked_version_is_told(tmp_path):
    one = advisory("Zope.Interface", {"introduced": "0"}, {"fixed": "7.1"}, aliases=["CVE-0000-1"])
    found, told = audited(export(tmp_path, one), OURS)
    assert found == ["zope-interface 7.0: MADE-UP-1, CVE-0000-1: It bites."]
    assert told == "2 locked packages, 1 advisories, the newest of 2026-03-01"


def test_others_are_not(tmp_path):
    others = [
        advisory("aiohttp", {"introduced": "0"}, {"fixed": "3.14.0"}),
        advisory("aiohttp", {"introduced": "0"}, withdrawn="2026-03-02T00:00:00Z"),
        advisory("left-pad", {"introduced": "0"}),
    ]
    assert audited(export(tmp_path, *others), OURS)[0] == []


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.9", False), ("2.0rc1", False), ("2.0", True), ("2.4.9", True), ("2.5", False), ("3.0", True), ("3.2", True),
     ("3.10", False), ("0.7", True)],
)  # fmt: skip
def test_versions_are_within_ranges_as_python_orders_them(version, expected):
    one = advisory("x", {"introduced": "2.0"}, {"fixed": "2.5"}, {"last_affected": "3.2"}, {"introduced": "3.0"})
    one["affected"][0]["versions"] = ["0.7.0", "no version"]
    assert is_affected(one["affected"][0], Version(version)) is expected


@pytest.mark.parametrize("content", [None, b"", b"PK", []])
def test_a_file_that_says_nothing_does_not_pass_for_safety(tmp_path, content):
    file = tmp_path / "all.zip"
    if content == []:
        export(tmp_path)
    elif content is not None:
        file.write_bytes(content)
    with pytest.raises(NoAdvisories, match=r"PyPI/all\.zip"):
        audited(file, OURS)


def test_the_command_reads_our_own_lock_file(tmp_path):
    known = advisory("aiohttp", {"introduced": "0"})
    ran = audit(export(tmp_path, known))
    assert (ran.returncode, "aiohttp" in ran.stdout) == (1, True)
    assert audit(export(tmp_path, advisory("left-pad", {"introduced": "0"}))).returncode == 0
    assert audit(tmp_path / "absent").returncode == 2


def audit(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, LOCK.parent / ".ci" / "audit.py", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)
