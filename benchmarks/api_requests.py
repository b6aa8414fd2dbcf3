"""Requests as boto3 sends them, made and signed before the measurement begins; a signature is good for five minutes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config


class Signed:
    """A boto3 client whose requests are kept instead of being sent."""

    def __init__(self, service: str, url: str, access_key_id: str, secret: str) -> None:
        self._client = boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret,
            config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        )
        self._client.meta.events.register("before-send", self._keep)
        self._kept = b""

    def request(self, method: str, **params: Any) -> bytes:
        """One call, as the bytes that would have gone out."""
        getattr(self._client, method)(**params)
        return self._kept

    def real(self) -> Any:
        """The client itself; from now on it sends."""
        self._client.meta.events.unregister("before-send", self._keep)
        return self._client

    def _keep(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self._kept = _as_bytes(request)
        return AWSResponse(request.url, 200, {}, _Nothing())


class _Nothing:
    """The body of an answer that nobody gave."""

    def stream(self) -> Iterator[bytes]:
        yield b"{}"


def _as_bytes(request: AWSPreparedRequest) -> bytes:
    where = urlsplit(request.url)
    target = where.path + (f"?{where.query}" if where.query else "")
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else bytes(body)
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
    headers = {"Host": where.netloc, "Accept-Encoding": "identity", **headers}
    if request.method != "GET":
        headers["Content-Length"] = str(len(body))
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def over_and_over(requests: list[bytes]) -> Iterator[bytes]:
    """The same ones in turn, for as long as anybody asks."""
    return cycle(requests)
