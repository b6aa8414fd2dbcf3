"""Do the lock file and pyproject.toml say the same, and can the lock file be trusted?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from lock import HEADER, LOCK, PYPROJECT, fingerprint

from tests.architecture.test_walls import imports


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


def locked() -> dict[str, str]:
    """The version of each package."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK.read_text(), re.MULTILINE))


def test_what_is_installed_is_what_is_locked():
    installed = {normal(one.name): one.version for one in metadata.distributions()}
    other = {name: installed[name] for name, version in locked().items() if installed.get(name, version) != version}
    assert other == {}, "run `make setup`"


def test_the_product_imports_nothing_that_is_not_locked():
    """An advisory on it would go unnoticed, and the next installation would lack it."""
    homes = metadata.packages_distributions()
    imported = {name.partition(".")[0] for path in product() for name in imports(path.read_text())}
    foreign = imported - set(sys.stdlib_module_names) - {"bot", "core", "storage"}
    assert {"aiohttp", "cryptography"} <= foreign
    assert [name for name in foreign if not locked().keys() & set(map(normal, homes.get(name, ())))] == []


def product() -> Iterator[Path]:
    for folder in ("bot", "core", "storage"):
        yield from (LOCK.parent / folder).rglob("*.py")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_file_says_nothing_about_where_packages_come_from():
    assert not re.search(r"://|--index|--find-links|--extra", LOCK.read_text())
