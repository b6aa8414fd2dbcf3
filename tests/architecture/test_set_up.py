"""Does set-up take only the files that this project was tested with?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()


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


def test_a_command_run_alone_sees_no_network_but_loopback():
    """Where the machine allows no namespace of one's own, it says so and runs the command all the same."""
    command = [sys.executable, ".ci/alone.py", "cat", "/proc/self/net/dev"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    interfaces = [line.partition(":")[0].strip() for line in ran.stdout.splitlines()[2:]]
    assert interfaces == ["lo"] or "No network namespace here" in ran.stderr


def test_what_a_command_run_alone_says_is_what_make_hears():
    command = [sys.executable, ".ci/alone.py", sys.executable, "-c", "raise SystemExit(3)"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 3
