"""What holds for every request, whoever sends it and however: sizes, times, methods, connections."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import aiohttp
import pytest

from bot.assembly.api import api_of, ports_of
from bot.bodies import Bodies
from bot.http.aws_api import AwsApi, Ports
from bot.http.aws_wire import LARGEST_BODY, WireRequest
from bot.http.server import Server
from bot.http.throttle import Throttle
from core.vocabulary.catalog import Operation, catalog
from tests.api.running import Api
from tests.api.signing import Sender, head_of
from tests.wire.broken_requests import Broken, broken_requests
from tests.wire.raw_requests import raw_request

LISTING = raw_request(catalog()["ssm-contacts:ListContacts"], {})
INCIDENTS = raw_request(catalog()["ssm-incidents:ListIncidentRecords"], {})
SHORT = timedelta(milliseconds=200)


SOME = list(islice(broken_requests(), 0, None, 11))
"""About 200 of the requests that each break one constraint, spread over all operations."""


@pytest.mark.parametrize("broken", SOME, ids=str)
def test_a_request_that_breaks_one_constraint_is_told_so_by_the_service(shared: Api, broken: Broken) -> None:
    answer = shared.send(shared.signed(broken.request, broken.operation.service))
    assert (answer.status, answer.code) == (400, expected(broken.operation))
    assert answer.headers["x-amzn-requestid"]


def expected(operation: Operation) -> str:
    """What each service calls it; chatbot, the first that the operation declares, or else the service knows."""
    if operation.service not in ("chatbot", "cloudtrail"):
        return "ValidationError" if operation.service == "sts" else "ValidationException"
    own_names = ("InvalidParameterException", "InvalidRequestException")
    return next((name for name in own_names if name in operation.errors), own_names[0])


def test_there_are_enough_of_them() -> None:
    assert len(SOME) >= 150


def begin(sender: Sender, api: Api, *further: tuple[str, str]) -> None:
    """All of a head that some body could make true."""
    sender.connection.putrequest("POST", "/", skip_host=True)
    for name, value in (*api.signed(LISTING, "ssm-contacts").headers.items(), *further):
        sender.connection.putheader(name, value)


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(shared: Api) -> None:
    with Sender(shared.address) as sender:
        begin(sender, shared, ("content-length", str(LARGEST_BODY + 1)))
        sender.connection.endheaders()
        answer = sender.connection.getresponse()
        assert answer.status == 413
        assert json.loads(answer.read())["__type"] == "RequestEntityTooLargeException"


def test_a_body_that_never_ends_is_refused_too(shared: Api) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with Sender(shared.address) as sender:
        begin(sender, shared, ("transfer-encoding", "chunked"))
        sender.connection.endheaders()
        for _ in range(LARGEST_BODY // 0x10000 + 1):
            sender.connection.send(chunk)
        assert sender.connection.getresponse().status == 413


def test_a_body_of_the_largest_size_is_read(shared: Api) -> None:
    body = b'{"Type": "' + b"x" * (LARGEST_BODY - 12) + b'"}'
    answer = shared.send(shared.signed(replace(LISTING, body=body), "ssm-contacts"))
    assert (answer.status, answer.code) == (400, "ValidationException")


def test_a_packed_body_is_refused_unopened(shared: Api) -> None:
    packed = replace(LISTING, body=gzip.compress(b"{}"), headers={**LISTING.headers, "content-encoding": "gzip"})
    for request in (shared.signed(packed, "ssm-contacts"), replace(packed, headers={**packed.headers, "host": "x"})):
        answer = shared.send(request)
        assert (answer.status, answer.code) == (415, "UnsupportedMediaTypeException")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("HEAD", "/"), ("OPTIONS", "/"), ("OPTIONS", "*"), ("PUT", "/x"),
     ("GET", "/slack/events"), ("POST", "/healthz"), ("GET", "//"), ("POST", "/../../etc/passwd")],
)  # fmt: skip
def test_whatever_else_is_asked_gets_an_answer_of_awss_kind(shared: Api, method: str, path: str) -> None:
    with Sender(shared.address) as sender:
        sender.connection.putrequest(method, path)
        sender.connection.endheaders()
        answer = sender.connection.getresponse()
        assert answer.status == 403
        assert answer.headers["x-amzn-RequestId"]
        assert answer.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
        assert method == "HEAD" or json.loads(answer.read())["__type"] == "MissingAuthenticationTokenException"


def test_health_is_where_it_was(shared: Api) -> None:
    with Sender(shared.address) as sender:
        sender.connection.request("GET", "/healthz")
        assert json.loads(sender.connection.getresponse().read())["database"] == "ok"


def test_a_connection_goes_on_after_an_error(shared: Api) -> None:
    with Sender(shared.address) as sender:
        for request, status in [(LISTING, 403), (LISTING, 200), (INCIDENTS, 403), (INCIDENTS, 200)]:
            service = "ssm-contacts" if request is LISTING else "ssm-incidents"
            whole = shared.signed(request, service)
            spoiled = replace(whole, headers={**whole.headers, "x-amz-date": "20200101T000000Z"})
            assert sender.send(whole if status == 200 else spoiled).status == status
            mine = sender.connection.sock
            assert mine is not None
            sender.connection.auto_open = 0  # a connection that was closed is an error from here on


def test_no_version_of_anything_is_told(shared: Api) -> None:
    assert shared.send(shared.signed(LISTING, "ssm-contacts")).headers["server"] == "Muster"


@pytest.fixture
async def impatient(shared: Api) -> AsyncIterator[Server]:
    """The same API behind a server that waits for nobody."""
    muster = shared.muster
    ports_of = api_of(muster.settings, muster.houses, shared.clock)._ports_of
    api = AwsApi(ports_of, Throttle(None), shared.clock, Bodies(within=SHORT))
    server = Server([], "127.0.0.1", 0, api.handle, idle_for=SHORT)
    await server.start()
    yield server
    await server.stop()


async def test_whoever_sends_a_body_drop_by_drop_is_told_to_stop(impatient: Server, shared: Api) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(impatient.url.rpartition(":")[2]))
    writer.write(head_of(shared.signed(LISTING, "ssm-contacts"), 100) + b"{")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 30)
    writer.close()


@pytest.mark.parametrize("beginning", [b"", b"POST / HTTP/1.1\r\nHost: x\r\nX-Sl"])
async def test_a_connection_without_a_request_is_closed(impatient: Server, beginning: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(impatient.url.rpartition(":")[2]))
    writer.write(beginning)
    assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()


async def test_a_body_that_breaks_off_is_nobodys_trouble(
    impatient: Server, shared: Api, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", int(impatient.url.rpartition(":")[2]))
    writer.write(head_of(shared.signed(LISTING, "ssm-contacts"), 100) + b"{")
    await writer.drain()
    writer.transport.abort()
    async with aiohttp.ClientSession() as session, session.get(impatient.url) as response:
        assert response.status == 403
    assert not caplog.records


def test_what_is_no_http_is_not_quoted_in_the_log(shared: Api, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_connection(shared.address) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nAuthorization: secret\r\nHost : \x00\r\n\r\n")
        assert b"400" in raw.recv(64)
    assert not caplog.records


def test_a_fault_of_ours_is_answered_without_its_text(shared: Api, caplog: pytest.LogCaptureFixture) -> None:
    text = "the " + "secret of somebody"

    class Broken:
        async def of(self, _: str) -> None:
            raise RuntimeError(text)

    async def broken(_: str) -> Ports:
        return replace(ports_of(shared.muster.houses.first), keys=Broken())  # type: ignore[arg-type]

    api = AwsApi(broken, Throttle(None), shared.clock)
    server = Server([], "127.0.0.1", 0, api.handle)
    shared.run(server.start())
    try:
        host, port = "127.0.0.1", int(server.url.rpartition(":")[2])
        with Sender((host, port)) as sender:
            answer = sender.send(shared.signed(INCIDENTS, "ssm-incidents"))
    finally:
        shared.run(server.stop())
    assert (answer.status, answer.code) == (500, "InternalServerException")
    assert text not in answer.body.decode() + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_stranger_costs_little(shared: Api) -> None:
    """A flood of unsigned requests is answered without a look at the database."""
    asked = WireRequest("POST", "/", {"host": "x", "x-amz-target": "SSMContacts.ListContacts"}, b"[" * 100_000)
    began = time.perf_counter()
    with Sender(shared.address) as sender:
        assert {sender.send(asked).status for _ in range(100)} == {403}
    assert time.perf_counter() - began < 5
