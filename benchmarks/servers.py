"""The servers that are compared, started as an operator would start them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.commands import ADMINISTRATOR, RESPONDERS
from benchmarks.load import SECRET
from benchmarks.served import Served, serve

MUSTER = ("-m", "bot.cli", "serve")


async def the_empty_app(api_url: str, folder: Path) -> Served:
    """Bolt with a listener that does nothing."""
    return await serve(("-m", "benchmarks.noop_bolt"), _slack(api_url), folder / "bolt.log")


async def product(api_url: str, folder: Path, *how: str) -> Served:
    """Muster; `how` are arguments of Python's own."""
    return await serve((*how, *MUSTER), {**_own(folder), **_slack(api_url)}, folder / "muster.log")


async def product_without_slack(folder: Path) -> Served:
    """Muster with no workspace to talk to."""
    return await serve(MUSTER, {**_own(folder), "SLACK_BOT_TOKEN": ""}, folder / "muster.log")


def _slack(api_url: str) -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": api_url}


def _own(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    return {"MUSTER_DATA_DIR": str(folder / "data"), "MUSTER_ADMINS": ",".join([ADMINISTRATOR, *RESPONDERS])}
