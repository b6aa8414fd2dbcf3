"""What Bolt itself costs: an app that verifies, parses and dispatches every mention, and does nothing about it."""

from __future__ import annotations

import asyncio
import os

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def app() -> AsyncApp:
    """The emptiest app that answers mentions."""
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    empty = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @empty.event("app_mention")
    async def nothing() -> None:
        pass

    return empty


async def main() -> None:
    runner = web.AppRunner(app().server(path="/slack/events", port=0).web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
