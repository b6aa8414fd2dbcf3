"""Raw requests: signed by botocore, and sent as exactly the bytes that they are."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Protocol

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bot.http.aws_wire import WireRequest

SIGNATURE_ERRORS = frozenset({
    "IncompleteSignature", "IncompleteSignatureException", "InvalidSignatureException", "SignatureDoesNotMatch",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "UnrecognizedClientException",
    "InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException",
})  # fmt: skip


class Key(Protocol):
    id: str
    secret: str


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """With names in lower case."""
    body: bytes

    @property
    def code(self) -> str:
        """The error that it is, as a client reads it."""
        if self.body.startswith(b"<"):
            found = re.search(rb"<Code>(.*?)</Code>", self.body)
            return found[1].decode() if found else ""
        told = json.loads(self.body or b"{}")
        assert self.headers.get("x-amzn-errortype", told.get("__type")) == told.get("__type")
        return str(told.get("__type", ""))

    @property
    def message(self) -> str:
        told = json.loads(self.body)
        return str(told.get("message", told.get("Message", "")))

    @property
    def shape(self) -> tuple[int, str, list[str]]:
        """All of it that should not differ between two strangers: status, code, names of headers and members."""
        return self.status, self.code, [*sorted(self.headers), *sorted(json.loads(self.body))]


def signed(
    request: WireRequest, service: str, host: str, *, key: Key, region: str = "us-east-1", token: str | None = None
) -> WireRequest:
    """The request as botocore signs it; its headers are signed with it."""
    made = AWSRequest(request.method, f"http://{host}{request.raw_path}", dict(request.headers), request.body)
    SigV4Auth(Credentials(key.id, key.secret, token), service, region).add_auth(made)
    headers = {name.lower(): value for name, value in made.headers.items()}
    return replace(request, headers={"host": host, **headers})


def head_of(request: WireRequest, length: int) -> bytes:
    """Its lines as they are sent, for a body of this length."""
    lines = [f"{request.method} {request.raw_path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items() if name.lower() != "content-length"]
    return "\r\n".join([*lines, f"content-length: {length}", "", ""]).encode()


class Sender:
    """One connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.connection = HTTPConnection(*address, timeout=10)

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.connection.close()

    def send(self, request: WireRequest, **more: Any) -> Answer:
        """Exactly these bytes; a header of several lines is a list."""
        self.connection.putrequest(request.method, request.raw_path, skip_host=True, skip_accept_encoding=True)
        for name, value in {**request.headers, **more}.items():
            self.connection.putheader(name, value)
        if "content-length" not in request.headers and "transfer-encoding" not in request.headers:
            self.connection.putheader("content-length", str(len(request.body)))
        self.connection.endheaders(request.body)
        got = self.connection.getresponse()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
