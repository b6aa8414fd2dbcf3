"""The process's one HTTP server."""

from __future__ import annotations

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

    async def start(self) -> None:
        """Listen; raise `OSError` where the port is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._bind, self._port, ssl_context=self._tls).start()

    @property
    def url(self) -> str:
        """Where it listens, with the port that it got."""
        port = self._runner.addresses[0][1] if self._runner.addresses else self._port
        host = "127.0.0.1" if self._bind in ("0.0.0.0", "::") else self._bind  # noqa: S104 - compared, not bound
        return f"http{'s' if self._tls else ''}://{host}:{port}"

    async def stop(self) -> None:
        """Take nothing more, and finish the requests that are under way."""
        await self._runner.cleanup()


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
