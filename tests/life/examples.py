"""What does the AWS CLI's own documentation type, and what does it show as the answer?"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import awscli
import docutils.core
from docutils import nodes

FOLDER = Path(awscli.__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One command, letter by letter, and the answer that is shown with it."""

    file: str
    command: str
    output: dict[str, Any] | None
    """None where it has none, or none that is JSON."""

    def words(self) -> list[str]:
        """What a real shell makes of the command, without its `aws`."""
        shown = subprocess.run(
            ["sh", "-c", f"printf '%s\\0' {self.command}"], capture_output=True, check=True, text=True
        )
        return shown.stdout.split("\0")[1:-1]


@cache
def examples(service: str, command: str) -> tuple[Example, ...]:
    """Every example of one command, in the order of its page."""
    return tuple(_examples(FOLDER / service / f"{command}.rst"))


def documented(service: str) -> list[str]:
    """The commands of a service that have a page of examples; one page is named after a template."""
    return sorted(path.stem for path in (FOLDER / service).glob("*.rst") if path.stem != "command-name")


def _examples(path: Path) -> Iterator[Example]:
    settings = {"report_level": 5, "halt_level": 6}
    page = docutils.core.publish_doctree(path.read_text(), settings_overrides=settings)
    blocks = [block.astext() for block in page.findall(nodes.literal_block)]
    for number, block in enumerate(blocks):
        if block.startswith("aws "):
            after = blocks[number + 1] if number + 1 < len(blocks) else ""
            yield Example(path.name, block.strip(), _json(after))


def _json(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
