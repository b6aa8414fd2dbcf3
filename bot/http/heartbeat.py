"""`GET /heartbeat`: do pages go out?  For another installation, and for monitors."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web


class Heartbeat:
    """200 only while a page to nobody has lately gone the whole way, in every account; it tells nothing else."""

    def __init__(self, beats: Callable[[], bool]) -> None:
        self._beats = beats

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/heartbeat", self.handle, allow_head=True)]

    async def handle(self, _: web.Request) -> web.Response:
        """Yes or no."""
        if self._beats():
            return web.json_response({"status": "pages go out"})
        return web.json_response({"status": "no page has gone out in time lately"}, status=503)
