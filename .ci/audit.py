"""Are there advisories on what requirements.lock installs?  Asks the package index, so it needs a network.

A package that the index says nothing about is a failure, not a success: elsewhere silence would pass for safety.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from lock import LOCK

AUDITOR = "pip-audit==2.10.1"


def main() -> int:
    """The auditor's exit status; 0 only where every locked package was looked up and none is known to be unsafe."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", AUDITOR], check=True)
        command = [python, "-m", "pip_audit", "--requirement", LOCK, "--disable-pip", "--require-hashes", "--strict"]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
