"""Are there advisories on what requirements.lock installs?  Asks the package index, or a file that is named.

A package that the index says nothing about is a failure, not a success: elsewhere silence would pass for safety.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from advisories import NoAdvisories, audited
from lock import LOCK

AUDITOR = "pip-audit==2.10.1"


FILE = (
    "Without a network: make audit ADVISORIES=all.zip, with the file PyPI/all.zip of OSV's exports "
    "(https://google.github.io/osv.dev/data/ says where they are).\n"
)


def main(arguments: list[str]) -> int:
    """0 only where everything was looked up and nothing is known to be unsafe."""
    return by_file(Path(arguments[0])) if arguments else by_index()


def by_file(file: Path) -> int:
    """By the advisories in this file: nothing leaves the machine."""
    try:
        found, told = audited(file, LOCK.read_text())
    except NoAdvisories as problem:
        sys.stderr.write(f"{problem}\n{FILE}")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in sorted(found)) + f"{told}: {len(found) or 'none'} found\n")
    return 1 if found else 0


def by_index() -> int:
    """The auditor's exit status; 0 only where every locked package was looked up and none is known to be unsafe."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        if subprocess.run([python, "-m", "pip", "install", "--quiet", AUDITOR], check=False).returncode:
            sys.stderr.write(f"{AUDITOR} could not be installed. {FILE}")
            return 2
        command = [python, "-m", "pip_audit", "--requirement", LOCK, "--disable-pip", "--require-hashes", "--strict"]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
