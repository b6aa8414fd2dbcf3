"""The process's one HTTP server."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web


class Server:
    """Listens where it is told.  Bodies come as they were sent: a signature is over those bytes, packed or not."""

    def __init__(self, routes: Iterable[web.RouteDef], bind: str, port: int) -> None:
        app = web.Application()
        app.add_routes(list(routes))
        self._runner = web.AppRunner(app, auto_decompress=False, access_log=None, shutdown_timeout=5.0)
        self._bind = bind
        self._port = port

    async def start(self) -> None:
        """Listen; raise `OSError` where the port is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._bind, self._port).start()

    @property
    def url(self) -> str:
        """Where it listens, with the port that it got."""
        port = self._runner.addresses[0][1] if self._runner.addresses else self._port
        host = "127.0.0.1" if self._bind in ("0.0.0.0", "::") else self._bind  # noqa: S104 - compared, not bound
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Take nothing more, and finish the requests that are under way."""
        await self._runner.cleanup()
