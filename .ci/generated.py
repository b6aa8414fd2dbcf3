"""Which parts of the documents follow from the code?  docs/commands.md, and tables in README and docs/security.md."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from sealed import sealed_table

from bot import environment
from bot.main import compose
from bot.settings import Settings
from core.clock import SystemClock
from core.vocabulary.catalog import catalog
from core.vocabulary.reference import catalogue_page

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
COMMANDS = ROOT / "docs/commands.md"
SECURITY = ROOT / "docs/security.md"
SETTINGS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)
SEALED = re.compile(r"(?<=<!-- sealed -->\n).*?(?=<!-- /sealed -->)", re.DOTALL)


def documents() -> Iterator[tuple[Path, str]]:
    """Every document with a generated part, and how it should read."""
    yield COMMANDS, catalogue_page(catalog(), asyncio.run(offered()))
    yield README, SETTINGS.sub(lambda _: settings_table(), README.read_text())
    yield SECURITY, SEALED.sub(lambda _: sealed_table(), SECURITY.read_text())


async def offered() -> frozenset[str]:
    """The operations that a running Muster carries out."""
    with tempfile.TemporaryDirectory() as folder:
        muster = await compose(replace(environment.read({}), data_dir=Path(folder)), SystemClock())
        await muster.stop()
        return muster.dispatcher.offered


def settings_table() -> str:
    """Every variable, its meaning and its default, as Markdown."""
    rows = [
        f"| `{one.metadata['variable']}` | {one.metadata['meaning']} | {_code(one.metadata['default'])} |\n"
        for one in fields(Settings)
    ]
    return "".join(["| variable | what it says | default |\n| --- | --- | --- |\n", *rows])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def main() -> None:
    """Bring them up to date."""
    for path, text in documents():
        path.write_text(text)
        sys.stdout.write(f"{path.relative_to(ROOT)} is up to date\n")


if __name__ == "__main__":
    main()
