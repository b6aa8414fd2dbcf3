"""Asking at an address that a user gave: outside only, by TLS only, briefly, and without following anybody further.

What decides is the address that is connected to, whatever name or spelling led there: a name that is looked up twice
may lead to two places.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.http.public_addresses import is_public

WITHIN = timedelta(seconds=5)
LARGEST_ANSWER = 64 * 1024
INSIDE = "not an address of the open internet"
PRINTED = re.compile(r"[!-\[\]-~]+")
"""Printed ASCII but for the backslash, which some take for a slash."""


class NotAllowed(Exception):
    """Nothing was sent; the text says why, and does not repeat the address, which may hold a key."""


class NoAnswer(Exception):
    """It was tried, and nothing that could be used came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be asked; tests talk to this machine in plain."""

    schemes: frozenset[str] = frozenset({"https"})
    may_connect: Callable[[str], bool] = is_public
    within: timedelta = WITHIN
    resolver: AbstractResolver | None = None


class Outgoing:
    """One session for all of these; it has no cookies, no credentials and no proxy."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str) -> Answer:
        """What is there."""
        return await self._ask("GET", url, {}, b"")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What is said to this."""
        return await self._ask("POST", url, headers, body)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        _refuse(url, self._rules.schemes)
        try:
            async with self._opened().request(
                method, url, headers={**headers, "Accept-Encoding": "identity"}, data=body, allow_redirects=False
            ) as response:
                return Answer(response.status, await _bounded(response))
        except aiohttp.ClientConnectorError as error:
            if INSIDE in str(error.os_error):  # several addresses of one name fail as one error that quotes them
                raise NotAllowed("The address is not one of the open internet.") from None
            raise NoAnswer(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                socket_factory=self._socket, resolver=self._rules.resolver, use_dns_cache=False, force_close=True
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._rules.within.total_seconds()),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _socket(self, target: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = target
        if not self._rules.may_connect(str(address[0])):
            raise OSError(INSIDE)
        return socket.socket(family, kind, protocol)


def _refuse(text: str, schemes: frozenset[str]) -> None:
    """What no server need be asked to see; where the address leads is decided when it is connected to."""
    try:
        url = urlsplit(text)
    except ValueError:
        raise NotAllowed("That is no address.") from None
    if url.scheme not in schemes or not url.hostname or not PRINTED.fullmatch(text):
        raise NotAllowed("The address has to begin with https://.")
    if "@" in url.netloc:
        raise NotAllowed("The address must have no user and no password in it.")


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for chunk in response.content.iter_chunked(8 * 1024):
        found += chunk
        if len(found) > LARGEST_ANSWER:
            raise ValueError("too large")
    return bytes(found)
