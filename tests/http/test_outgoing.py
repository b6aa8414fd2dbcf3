"""Whatever address a user gives, nothing of ours is asked that only we can reach."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from bot.http.outgoing import LARGEST_ANSWER, NoAnswer, NotAllowed, Outgoing, Rules
from bot.http.public_addresses import is_public
from bot.http.server import Server
from bot.http.tls import Certificate
from tests.http.certificates import write_certificate

INSIDE = {
    "this machine": "127.0.0.1",
    "all of this machine": "127.255.255.254",
    "no address": "0.0.0.0",  # noqa: S104 - never bound
    "this network": "0.1.2.3",
    "ten": "10.0.0.1",
    "one seven two": "172.31.255.255",
    "one nine two": "192.168.0.1",
    "link": "169.254.1.1",
    "a provider's own": "100.64.0.1",
    "protocols": "192.0.0.192",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.9",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "everybody here": "255.255.255.255",
    "IPv6: this machine": "::1",
    "IPv6: no address": "::",
    "IPv6: a site's own": "fd00::1",
    "IPv6: a link": "fe80::1%eth0",
    "IPv6: an old site": "fec0::1",
    "IPv6: multicast": "ff02::1",
    "IPv6: documentation": "2001:db8::1",
    "IPv6: a tunnel": "2001:0:c000:201::1",
    "mapped": "::ffff:127.0.0.1",
    "mapped, in hexadecimal": "::ffff:7f00:1",
    "compatible": "::127.0.0.1",
    "NAT64": "64:ff9b::10.0.0.1",
    "NAT64 of a site": "64:ff9b:1::1",
    "6to4": "2002:7f00:1::",
    "6to4 of a site": "2002:c0a8:1::1",
    "AS112": "192.31.196.1",
    "AS112, mapped": "::ffff:192.31.196.1",
    "AS112, delegated directly": "192.175.48.255",
    "multicast tunnels": "192.52.193.0",
    "relays": "192.88.99.1",
    "protocols: PCP": "192.0.0.9",
    "protocols: TURN": "192.0.0.10",
    "IPv6: AS112": "2620:4f:8000::1",
    "IPv6: AS112 among protocols": "2001:4:112::1",
    "IPv6: multicast tunnels": "2001:3::1",
    "IPv6: ORCHIDv2": "2001:20::1",
    "IPv6: drones": "2001:30::1",
    "IPv6: segments": "5f00::1",
    "IPv6: thrown away": "100::1",
    "IPv6: a dummy": "100:0:0:1::1",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_an_address_of_one_s_own_network_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2606:4700::1", "::ffff:9.9.9.9", "64:ff9b::9.9.9.9", "2002:909:909::1"]
)
def test_an_address_of_the_internet_is_public_however_it_is_written(address):
    assert is_public(address)


@given(st.text(max_size=30))
def test_what_is_no_address_is_not_public(text):
    if is_public(text):
        assert socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text.partition("%")[0])


HIDING = ["::ffff:{}", "64:ff9b::{}"]


@given(st.ip_addresses(v=4), st.sampled_from(HIDING))
def test_an_ipv4_address_within_an_ipv6_one_is_judged_as_what_it_is(address, form):
    assert is_public(form.format(address)) == is_public(str(address))


class House:
    """Something on this machine that nobody outside may reach."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.asked: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server.url.rpartition(":")[2])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async def answer(request: web.Request) -> web.Response:
        found.asked.append(request.path)
        match request.path:
            case "/elsewhere":
                return web.Response(status=302, headers={"Location": found.server.url + "/secret"})
            case "/much":
                return web.Response(body=b"x" * (LARGEST_ANSWER + 1))
        return web.Response(text="here", headers={"Set-Cookie": "a=b"})

    found = House(Server([], "127.0.0.1", 0, answer))
    await found.server.start()
    yield found
    await found.server.stop()


class Resolver(AbstractResolver):
    """A name server that says something else each time."""

    def __init__(self, *addresses: str) -> None:
        self.addresses: Iterator[str] = iter(addresses)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        address = next(self.addresses)
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
async def asking() -> AsyncIterator[Any]:
    """An `Outgoing` under the real rules, but for TLS, and with a name server of the test's."""
    made: list[Outgoing] = []

    def make(**rules: Any) -> Outgoing:
        made.append(Outgoing(Rules(**({"schemes": frozenset({"http", "https"})} | rules))))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"])  # noqa: S104 - never bound
async def test_this_machine_is_not_connected_to(house, asking, host):
    with pytest.raises(NotAllowed):
        await asking().post(f"http://{host}:{house.port}/secret", {}, b"")
    assert house.asked == []


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1"])
async def test_nor_is_it_by_any_odd_spelling(house, asking, host):
    with pytest.raises((NotAllowed, NoAnswer)):
        await asking(resolver=Resolver("127.0.0.1")).post(f"http://{host}:{house.port}/secret", {}, b"")
    assert house.asked == []


async def test_a_name_that_changes_its_address_after_it_was_looked_at_leads_nowhere(house, asking):
    resolver = Resolver("9.9.9.9", "127.0.0.1")
    (looked_at,) = await resolver.resolve("hook.example", house.port)
    assert is_public(looked_at["host"])
    with pytest.raises(NotAllowed):
        await asking(resolver=resolver).post(f"http://hook.example:{house.port}/secret", {}, b"")
    assert house.asked == []


async def test_a_redirect_is_the_answer_and_is_not_followed(house, asking):
    answer = await asking(may_connect=lambda _: True).get(f"{house.server.url}/elsewhere")
    assert answer.status == 302
    assert house.asked == ["/elsewhere"]


async def test_where_it_may_connect_the_answer_comes_back(house, asking):
    answer = await asking(may_connect=lambda _: True).post(f"{house.server.url}/x", {"X-A": "b"}, b"{}")
    assert (answer.status, answer.body) == (200, b"here")


async def test_an_answer_that_is_too_large_is_none(house, asking):
    with pytest.raises(NoAnswer):
        await asking(may_connect=lambda _: True).get(f"{house.server.url}/much")


async def test_nobody_is_waited_for_long(asking):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        patient = asking(may_connect=lambda _: True, within=timedelta(milliseconds=50))
        with pytest.raises(NoAnswer):
            await patient.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


async def test_a_proxy_of_the_environment_is_not_used(house, asking, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"{house.server.url}/")
    monkeypatch.setenv("http_proxy", f"{house.server.url}/")
    with pytest.raises((NotAllowed, NoAnswer)):
        await asking(resolver=Resolver("127.0.0.1")).get("http://hook.example/")
    assert house.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/",
        "ftp://hook.example/",
        "file:///etc/hostname",
        "hook.example",
        "https://",
        "",
        "https://[",
    ],
)
async def test_only_https_is_asked(url):
    with pytest.raises(NotAllowed):
        await Outgoing().get(url)


@pytest.mark.parametrize("who", ["user@", "user:password@", "hook.example@"])
async def test_an_address_with_credentials_in_it_is_refused_and_not_repeated(who):
    with pytest.raises(NotAllowed) as refused:
        await Outgoing().get(f"https://{who}127.0.0.1/")
    assert "user:password" not in str(refused.value)


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(asking, tmp_path: Path):
    server = Server([], "127.0.0.1", 0, tls=Certificate(*write_certificate(tmp_path)).context())
    await server.start()
    with pytest.raises(NoAnswer, match="Certificate"):
        await asking(may_connect=lambda _: True).get(server.url)
    await server.stop()
