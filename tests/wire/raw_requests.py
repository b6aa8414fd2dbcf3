"""Requests as bytes, written by hand from the model, because no SDK sends everything that can be sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from bot.http.aws_wire import WireRequest
from core.vocabulary.catalog import Operation


def raw_request(operation: Operation, params: dict[str, Any], **headers: str) -> WireRequest:
    """A request with these parameters, whatever is wrong with them; keywords are more headers, or other ones."""
    model = operation.model.service_model.metadata
    if model["protocol"] == "query":
        return _form(operation, params, headers)
    if model["protocol"] == "json":
        target = f"{model['targetPrefix']}.{operation.name}"
        about = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target, **headers}
        return WireRequest("POST", "/", about, json.dumps(params).encode())
    return _rest(operation, params, headers)


def _rest(operation: Operation, params: dict[str, Any], headers: dict[str, str]) -> WireRequest:
    at: dict[str | None, dict[str, Any]] = {None: {}, "querystring": {}, "uri": {}}
    for name, value in params.items():
        shape = operation.input_shape.members.get(name)
        at[shape.serialization.get("location") if shape else None][name] = value
    path = operation.model.http["requestUri"]
    for name, value in at["uri"].items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = f"?{urlencode(at['querystring'], doseq=True, quote_via=quote)}" if at["querystring"] else ""
    body = json.dumps(at[None]).encode() if at[None] else b""
    about = {"content-type": "application/json"} if body else {}
    return WireRequest(operation.model.http["method"], path + query, about | headers, body)


def _form(operation: Operation, params: dict[str, Any], headers: dict[str, str]) -> WireRequest:
    about = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", **headers}
    action = {"Action": operation.name, "Version": operation.model.service_model.metadata["apiVersion"]}
    return WireRequest("POST", "/", about, urlencode([*action.items(), *_flat("", params)]).encode())


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for part, inner in value.items():
                yield from _flat(f"{name}.{part}" if name else part, inner)
        case list():
            for number, inner in enumerate(value, 1):
                yield from _flat(f"{name}.member.{number}", inner)
            if not value:
                yield name, ""
        case _:
            yield name, str(value)
