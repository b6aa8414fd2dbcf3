"""May this request be answered on the way it came?  Asked before anything of its body is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http.origin import ARRIVAL, Arrival, Network, arrived, peer_of

PLAINLY = (
    "Muster answers plain HTTP on its own machine only. Ask by https; behind a proxy that ends TLS, its address has to "
    "be in MUSTER_PROXY and it has to send X-Forwarded-Proto.\n"
)
HSTS = "max-age=31536000"
PROBES = ("/healthz", "/readyz")
"""A load balancer asks for them by itself, not for anybody, and learns nothing but that Muster is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands between the network and every handler."""

    proxies: Sequence[Network] = ()
    peer_of: Callable[[web.Request], str] = peer_of

    @property
    def guard(self) -> Middleware:
        """Refuses what others could have read along."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            arrival = arrived(request, self.peer_of(request), self.proxies)
            request[ARRIVAL] = arrival
            if arrival.encrypted or arrival.from_here or _is_probe(request, arrival):
                return await handler(request)
            refusal = web.Response(status=403, text=PLAINLY)
            refusal.force_close()
            return refusal

        return guarded


def _is_probe(request: web.Request, arrival: Arrival) -> bool:
    return arrival.by_proxy and request.path in PROBES and request.method in ("GET", "HEAD")


async def marked(request: web.Request, response: web.StreamResponse) -> None:
    """Who came by TLS shall always do so; and nobody need know which versions answer."""
    response.headers["Server"] = "Muster"
    arrival = request.get(ARRIVAL)
    if arrival and arrival.encrypted:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
