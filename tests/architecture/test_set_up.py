"""Does set-up take only the files that this project was tested with?"""

from __future__ import annotations

import re
from pathlib import Path

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text()


def test_python_packages_are_installed_by_hash_and_nothing_is_built_from_elsewhere():
    installs = re.findall(r"pip install (.*)", MAKEFILE)
    assert len(installs) == 2
    for arguments in installs:
        assert "--require-hashes" in arguments or {"--no-deps", "--no-build-isolation"} <= set(arguments.split())


def test_the_npm_package_is_one_exact_file():
    assert re.search(r"^LOCAL_SLACK_VERSION := \d+\.\d+\.\d+$", MAKEFILE, re.MULTILINE)
    assert re.search(r"^LOCAL_SLACK_SHA512 := [0-9a-f]{128}$", MAKEFILE, re.MULTILINE)
    assert "sha512sum --check --quiet --strict" in MAKEFILE
    assert "npm install" not in MAKEFILE
