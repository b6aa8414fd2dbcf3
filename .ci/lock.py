"""Which exact files may be installed?  Writes requirements.lock and tells whether it is out of date."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
RESOLVER = "uv==0.13.9"
HEADER = "# Written by `make lock`.  Declared dependencies: sha256:"


def fingerprint(pyproject: str) -> str:
    """Digest of everything that pyproject.toml says about dependencies."""
    document = tomllib.loads(pyproject)
    declared = [
        document["project"]["requires-python"],
        document["project"]["dependencies"],
        document["project"].get("optional-dependencies", {}),
        document.get("dependency-groups", {}),
        document["build-system"]["requires"],
    ]
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def resolve() -> str:
    """Every package with the hashes of its files, for every platform, without naming where they come from."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", RESOLVER], check=True)
        arguments = ["--all-extras", "--group", "dev", "--universal", "--python-version", "3.11", "--generate-hashes"]
        quiet = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        command = [Path(folder) / "bin" / "uv", "pip", "compile", PYPROJECT, *arguments, *quiet]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def main() -> None:
    """Write the lock file."""
    LOCK.write_text(f"{HEADER}{fingerprint(PYPROJECT.read_text())}\n{resolve()}")
    sys.stdout.write(f"{LOCK.name} is up to date\n")


if __name__ == "__main__":
    main()
