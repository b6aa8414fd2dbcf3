"""Botocore's own clients, talking to our wire without a network in between: the oracle of the laws."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

from bot.http.aws_wire import WireAnswer, WireRequest
from core.vocabulary.catalog import Operation

ENDPOINT = "http://127.0.0.1:1"

Answering = Callable[[WireRequest], WireAnswer]


class Raw(BytesIO):
    """A body as botocore's HTTP library hands it over."""

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self.read()]


def call(operation: Operation, params: dict[str, Any], answering: Answering) -> dict[str, Any]:
    """What botocore makes of our answer to what it made of the parameters."""
    service = _client(operation.service)

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        answer = answering(received(request))
        return AWSResponse(request.url, answer.status, answer.headers, Raw(answer.body))

    service.meta.events.register("before-send", send, unique_id="wire")
    try:
        answer: dict[str, Any] = getattr(service, xform_name(operation.name))(**params)
    finally:
        service.meta.events.unregister("before-send", unique_id="wire")
    return answer


def received(request: AWSPreparedRequest) -> WireRequest:
    """A request as it would arrive."""
    assert request.url.startswith(ENDPOINT)
    body = request.body or b""
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    return WireRequest(
        request.method, request.url[len(ENDPOINT) :], headers, body.encode() if isinstance(body, str) else body
    )


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@cache
def _client(service: str) -> BaseClient:
    session = Session()
    session.set_credentials("AKIAEXAMPLE", "secret")
    # What is sent and read is at stake here, not what botocore itself would refuse to send.
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return session.create_client(service, "us-east-1", endpoint_url=ENDPOINT, config=config)
