"""Is every tracked file fit for everybody's eyes and small enough to read?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = [".py", ".md", ".toml", ".yml", ".lock", ".json", ".html", ".css", ".js", ""]
# Spelled so that this file does not contain what it looks for.
REGISTRY_HOSTS = re.compile("|".join([r"pyp[i]\.org", r"pythonhoste[d]\.org", r"npmj[s]\.(org|com)", r"debia[n]\.org"]))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "service", "models"}


def tracked() -> list[Path]:
    """Every file in version control, or, in an unpacked archive, none."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry():
    """Where packages come from is the business of whoever installs them."""
    texts = ((path, path.read_text(errors="replace")) for path in tracked() if path.suffix in TEXT)
    assert [str(path) for path, text in texts if REGISTRY_HOSTS.search(text)] == []


def test_no_module_is_named_after_nothing():
    assert [str(path) for path in tracked() if path.suffix == ".py" and path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("host", ["https://pypi" + ".org/simple", "https://registry.npmjs" + ".org/"])
def test_a_registry_would_be_recognised(host):
    assert REGISTRY_HOSTS.search(host)
