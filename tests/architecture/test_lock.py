"""Do the lock file and pyproject.toml say the same, and can the lock file be trusted?"""

from __future__ import annotations

import re

from lock import HEADER, LOCK, PYPROJECT, fingerprint


def test_the_lock_file_was_made_from_the_declared_dependencies():
    first_line = LOCK.read_text().partition("\n")[0]
    assert first_line == HEADER + fingerprint(PYPROJECT.read_text()), "run `make lock`"


def test_another_declared_dependency_would_be_noticed():
    pyproject = PYPROJECT.read_text()
    assert fingerprint(pyproject) != fingerprint(pyproject.replace('"aiohttp>=', '"left-pad>=1", "aiohttp>='))


def test_every_locked_package_is_one_version_with_hashes():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.read_text().partition("\n")[2].rstrip())
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_file_says_nothing_about_where_packages_come_from():
    assert not re.search(r"://|--index|--find-links|--extra", LOCK.read_text())
