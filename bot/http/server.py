"""The process's one HTTP server."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable
from datetime import timedelta

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from bot.http.front import Front, marked

IDLE_FOR = timedelta(seconds=75)
"""So long may a connection stay without a whole request header: longer than proxies keep theirs, and then it goes."""
LINGERS = timedelta(seconds=2)
"""So long is a body still taken and thrown away that has been refused, so that its sender hears the answer."""
MOST_CONNECTIONS = 512
"""Files that a process may have open are few, and the database needs some of them."""
HANDSHAKE_WITHIN = timedelta(seconds=10)
LONGEST_LINE = 32 * 1024
"""In bytes.  The longest that a model allows is UntagResource with fifty keys in its query: 20 KiB."""


class Server:
    """Listens where it is told.  Bodies come as they were sent: a signature is over those bytes, packed or not."""

    def __init__(
        self,
        routes: Iterable[web.RouteDef],
        bind: str,
        port: int,
        elsewhere: Handler | None = None,
        *,
        idle_for: timedelta = IDLE_FOR,
        front: Front | None = None,
        tls: ssl.SSLContext | None = None,
        most_connections: int = MOST_CONNECTIONS,
    ) -> None:
        """`elsewhere` answers what has no route; without `tls`, it is plain HTTP that is spoken."""
        guard = (front or Front()).guard
        app = web.Application(middlewares=[guard, _sending(elsewhere)] if elsewhere else [guard])
        app.on_response_prepare.append(marked)
        app.add_routes(list(routes))
        self._runner = web.AppRunner(
            app,
            auto_decompress=False,
            access_log=None,
            logger=_logger(),
            shutdown_timeout=5.0,
            keepalive_timeout=idle_for.total_seconds(),
            lingering_time=LINGERS.total_seconds(),
            max_line_size=LONGEST_LINE,
        )
        self._bind = bind
        self._port = port
        self._tls = tls
        self._most_connections = most_connections
        self._listening: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; raise `OSError` where the port is taken."""
        await self._runner.setup()
        self._listening = await asyncio.get_running_loop().create_server(
            self._connection,
            self._bind,
            self._port,
            ssl=self._tls,
            ssl_handshake_timeout=HANDSHAKE_WITHIN.total_seconds() if self._tls else None,
        )

    @property
    def url(self) -> str:
        """Where it listens, with the port that it got."""
        sockets = self._listening.sockets if self._listening else ()
        port = sockets[0].getsockname()[1] if sockets else self._port
        host = "127.0.0.1" if self._bind in ("0.0.0.0", "::") else self._bind  # noqa: S104 - compared, not bound
        return f"http{'s' if self._tls else ''}://{host}:{port}"

    async def stop(self) -> None:
        """Take nothing more, and finish the requests that are under way."""
        if self._listening:
            self._listening.close()
        await self._runner.cleanup()

    def _connection(self) -> asyncio.BaseProtocol:
        server = self._runner.server
        if server is None or len(server.connections) >= self._most_connections:
            return _OneTooMany()
        return server()


class _OneTooMany(asyncio.Protocol):
    """Hangs up, so that whoever calls knows it at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.abort()


def _logger() -> logging.Logger:
    """aiohttp's, without what strangers send that is no HTTP at all: it would be quoted there, with a stack trace."""
    logger = logging.getLogger("muster.http")
    logger.filters = [lambda record: not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))]
    return logger


def _sending(elsewhere: Handler) -> Middleware:
    """What no route takes goes `elsewhere`.  A route for all paths would miss `OPTIONS *` and the like."""

    @web.middleware
    async def send(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.match_info.http_exception is not None:
            return await elsewhere(request)
        return await handler(request)

    return send
