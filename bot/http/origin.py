"""Where did a request come from, and could anybody on the way read it?  A proxy is believed only if it was named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from core.caller import Origin

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_USER_AGENT = 1000
"""Characters of it that are kept; CloudTrail cuts it at a kilobyte."""
ADDRESSES_KEPT = 1000
"""Whoever asks, asks again."""
FORWARDING = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request's way to us."""

    origin: Origin
    encrypted: bool
    """Whether it came by TLS, to us or to the proxy that was named."""
    from_here: bool
    """Whether whoever asks is on this machine."""
    by_proxy: bool
    """Whether the proxy that was named handed it over."""


ARRIVAL: web.RequestKey[Arrival] = web.RequestKey("arrival", Arrival)


def origin_of(request: web.Request) -> Origin:
    """Where this request came from, for policies and for the record of the call."""
    arrival = request.get(ARRIVAL)
    return (arrival or arrived(request, peer_of(request), ())).origin


def peer_of(request: web.Request) -> str:
    """The other end of the connection; nothing where it is gone already."""
    name = request.transport.get_extra_info("peername") if request.transport else None
    return str(name[0]) if isinstance(name, tuple) else ""


def arrived(request: web.Request, peer: str, proxies: Sequence[Network]) -> Arrival:
    """The way of a request that `peer` handed over."""
    hop = address_of(peer)
    is_proxy = hop is not None and _is_among(hop, proxies)
    forwarded = any(name in request.headers for name in FORWARDING)
    encrypted = request.secure
    if is_proxy and forwarded:
        encrypted = _all_secure(request.headers.getall("X-Forwarded-Proto", ()))
        hop = _client(request.headers.getall("X-Forwarded-For", ()), hop, proxies)
    # What a header says of this machine may be what a client wrote, where the proxy passes that on.
    from_here = hop is not None and hop.is_loopback and not (is_proxy and forwarded)
    origin = Origin(
        address=str(hop) if hop else "",
        user_agent=_legible(request.headers.get("User-Agent", "")),
        # What an unnamed proxy on this machine hands over may have come from anywhere, in plain.
        secure=encrypted or (from_here and not forwarded),
    )
    return Arrival(origin=origin, encrypted=encrypted, from_here=from_here, by_proxy=is_proxy)


@lru_cache(ADDRESSES_KEPT)
def address_of(text: str) -> Address | None:
    """The address, with an IPv4 one taken out of its IPv6 form; None for anything else."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _client(written: Iterable[str], peer: Address | None, proxies: Sequence[Network]) -> Address | None:
    """The last hop that is none of ours, read from the right: what stands further left, anybody may have written."""
    last = peer
    for text in reversed([part for line in written for part in line.split(",")]):
        hop = address_of(_without_port(text.strip()))
        if hop is None:
            return last
        last = hop
        if not _is_among(hop, proxies):
            break
    return last


def _all_secure(written: Iterable[str]) -> bool:
    said = [part.strip().lower() for line in written for part in line.split(",")]
    return bool(said) and all(scheme == "https" for scheme in said)


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _is_among(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _legible(text: str) -> str:
    """Text that can be kept: bytes that are no UTF-8 come as lone surrogates."""
    return text[:LONGEST_USER_AGENT].encode("utf-8", "replace").decode()
