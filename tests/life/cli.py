"""The AWS CLI itself, in this process or in one of its own, pointed at a running Muster."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from awscli.clidriver import CLIDriver, create_clidriver


class Refused(Exception):
    """The command ended with another status than 0."""


@dataclass(slots=True)
class Cli:
    """`aws --endpoint-url URL …`; what it is allowed to use comes from the environment, as anywhere."""

    url: str
    driver: CLIDriver = field(default_factory=create_clidriver)

    def run(self, words: list[str]) -> dict[str, Any]:
        """The answer to a command, `{}` where nothing is printed."""
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = self.driver.main([*self._options(), *words])
        return _answer(words, status, out.getvalue(), errors.getvalue())

    def run_apart(self, words: list[str]) -> dict[str, Any]:
        """The same by the program that people have installed."""
        command = [sys.executable, "-m", "awscli", *self._options(), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=dict(os.environ), check=False)
        return _answer(words, done.returncode, done.stdout, done.stderr)

    def _options(self) -> list[str]:
        return ["--endpoint-url", self.url, "--output", "json"]


def _answer(words: list[str], status: int, out: str, errors: str) -> dict[str, Any]:
    if status != 0:
        raise Refused(f"aws {' '.join(words)}\n{errors}")
    return dict(json.loads(out)) if out.strip() else {}
