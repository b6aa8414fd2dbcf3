"""What HTTP itself costs: aiohttp with a handler that answers a constant, as long as the real answer, to each path.

`BARE_SIZES` holds a JSON object of paths and sizes.
"""

from __future__ import annotations

import asyncio
import json
import os

from aiohttp import web

from bot.http.server import Server


def constant(path: str, size: int) -> web.RouteDef:
    """Answer `size` bytes to whatever is asked at `path`."""
    body = b"x" * size

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    return web.route("*", path, handler)


async def main() -> None:
    sizes: dict[str, int] = json.loads(os.environ["BARE_SIZES"])
    server = Server([constant(*one) for one in sizes.items()], "127.0.0.1", int(os.environ["PORT"]))
    await server.start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
