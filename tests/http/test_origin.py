"""Where a request came from is what the connection and the named proxies say, and nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from ipaddress import ip_network
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.http.front import Front
from bot.http.origin import arrived, origin_of
from bot.http.server import Server

PROXY, OTHER = "10.1.2.3", "192.0.2.77"
PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))
PLAIN, BY_TLS = {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https"}


def arrival(peer: str, headers: dict[str, str] | None = None, proxies=PROXIES):
    return arrived(make_mocked_request("GET", "/", headers or {}), peer, proxies)


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ("198.51.100.9", "198.51.100.9"),
        ("1.1.1.1, 198.51.100.9", "198.51.100.9"),
        ("1.1.1.1, 198.51.100.9, 10.9.9.9", "198.51.100.9"),
        ("10.9.9.8, 10.9.9.9", "10.9.9.8"),
        ("198.51.100.9:4711", "198.51.100.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:198.51.100.9", "198.51.100.9"),
        ("198.51.100.9, unknown", PROXY),
        ("", PROXY),
    ],
)
def test_behind_a_named_proxy_the_client_is_the_last_hop_that_is_no_proxy(written, client):
    assert arrival(PROXY, {"X-Forwarded-For": written, **BY_TLS}).origin.address == client


def test_several_headers_are_one_list():
    request = make_mocked_request("GET", "/", [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "198.51.100.9")])  # type: ignore[arg-type]
    assert arrived(request, PROXY, PROXIES).origin.address == "198.51.100.9"


@given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=40))
def test_whatever_a_stranger_forwards_changes_nothing(written):
    seen = arrival(OTHER, {"X-Forwarded-For": written, "Forwarded": "for=127.0.0.1", **BY_TLS})
    assert (seen.origin.address, seen.origin.secure, seen.encrypted, seen.from_here) == (OTHER, False, False, False)


@given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=40))
def test_whatever_a_client_writes_the_proxy_s_own_entry_counts(written):
    seen = arrival(PROXY, {"X-Forwarded-For": f"{written}, 198.51.100.9", **BY_TLS})
    assert seen.origin.address == "198.51.100.9"


@pytest.mark.parametrize("schemes", ["http", "https, http", "http, https", "", "ws"])
def test_a_proxy_that_was_asked_in_plain_makes_nothing_secure(schemes):
    seen = arrival(PROXY, {"X-Forwarded-For": OTHER, "X-Forwarded-Proto": schemes})
    assert not seen.origin.secure
    assert not seen.encrypted


def test_a_proxy_that_was_asked_by_tls_makes_it_secure():
    assert arrival(PROXY, {"X-Forwarded-For": OTHER, **BY_TLS}).origin.secure


def test_this_machine_itself_is_secure_but_not_what_an_unnamed_proxy_on_it_hands_over():
    assert arrival("127.0.0.1", proxies=()).origin.secure
    assert arrival("::1", proxies=()).origin.secure
    assert not arrival("127.0.0.1", {"X-Forwarded-For": OTHER, **BY_TLS}, proxies=()).origin.secure


async def told(request: web.Request) -> web.Response:
    body = await request.read()
    told = {"address": origin_of(request).address, "agent": origin_of(request).user_agent, "body": len(body)}
    return web.json_response(told)


PEER = "X-Test-Peer"


@pytest.fixture
async def served() -> AsyncIterator[Server]:
    """A server in plain that takes the word of the test for who is at the other end."""
    front = Front(proxies=PROXIES[:1], peer_of=lambda request: request.headers.get(PEER, "127.0.0.1"))
    server = Server([web.post("/", told), web.get("/healthz", told)], "127.0.0.1", 0, told, front=front)
    await server.start()
    yield server
    await server.stop()


async def asked(server: Server, peer: str, headers: dict[str, str], path: str = "/", method: str = "POST"):
    headers = {PEER: peer, **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, server.url + path, headers=headers, data=b"x") as response,
    ):
        return response.status, await response.text(), response.headers


async def test_plain_http_is_answered_on_this_machine(served):
    status, text, headers = await asked(served, "127.0.0.1", {})
    assert (status, json.loads(text)["address"], json.loads(text)["body"]) == (200, "127.0.0.1", 1)
    assert "Strict-Transport-Security" not in headers
    assert headers["Server"] == "Muster"


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        (OTHER, {}),
        (OTHER, BY_TLS),
        (OTHER, {"X-Forwarded-For": "127.0.0.1", **BY_TLS}),
        (PROXY, {}),
        (PROXY, {"X-Forwarded-For": OTHER, **PLAIN}),
        (PROXY, {"X-Forwarded-For": OTHER}),
        (PROXY, {"X-Forwarded-For": "127.0.0.1", **PLAIN}),
        ("", {}),
    ],
)
async def test_plain_http_is_answered_nobody_else(served, peer, headers):
    status, text, _ = await asked(served, peer, headers)
    assert status == 403
    assert "https" in text


async def test_what_came_by_tls_through_the_named_proxy_is_answered_and_told_to_stay_with_it(served):
    status, text, headers = await asked(served, PROXY, {"X-Forwarded-For": OTHER, **BY_TLS})
    assert (status, json.loads(text)["address"], json.loads(text)["body"]) == (200, OTHER, 1)
    assert "Strict-Transport-Security" in headers


async def test_the_named_proxy_may_ask_whether_muster_is_well(served):
    assert (await asked(served, PROXY, {}, "/healthz", "GET"))[0] == 200
    assert (await asked(served, OTHER, {}, "/healthz", "GET"))[0] == 403
    assert (await asked(served, PROXY, {}, "/healthz/../", "GET"))[0] == 403


async def test_a_body_is_not_waited_for_where_nobody_will_be_answered(served):
    """The answer comes although the body never does."""
    where = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(f"POST / HTTP/1.1\r\nHost: x\r\n{PEER}: {OTHER}\r\nContent-Length: 999\r\n\r\n".encode())
    assert b"403" in await asyncio.wait_for(reader.readline(), 15)
    writer.close()


async def test_the_user_agent_is_kept_in_part_and_can_be_written_down(served):
    where = urlsplit(served.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: \xff" + b"x" * 5000 + b"\r\n\r\n")
    kept = json.loads((await asyncio.wait_for(reader.read(), 15)).partition(b"\r\n\r\n")[2])["agent"]
    assert kept == "?" + "x" * 999
    writer.close()
