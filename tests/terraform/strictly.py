"""Would the AWS SDK for Go read these bytes?  It is strict where Python's is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

PLAIN = {"string": (str,), "boolean": (bool,), "integer": (int,), "long": (int,), "timestamp": (int, Decimal)}


def unreadable(model: OperationModel, body: bytes) -> list[str]:
    """What the Go SDK would stumble over in the answer to an operation, or what no plan could be clean with."""
    if model.output_shape is None or not model.output_shape.members:
        return [] if body in (b"", b"{}") else [f"{body!r} where nothing belongs"]
    return list(_wrong(model.output_shape, json.loads(body, parse_float=Decimal), model.name))


def _wrong(shape: Shape, value: Any, path: str) -> Iterator[str]:
    match shape.type_name:
        case "structure":
            yield from _of_structure(shape, value, path)
        case "list" if isinstance(value, list):
            for place, one in enumerate(value):
                yield from _wrong(shape.member, one, f"{path}[{place}]")
        case "map" if isinstance(value, dict):
            for name, one in value.items():
                yield from _wrong(shape.value, one, f"{path}.{name}")
        case kind if type(value) not in PLAIN.get(kind, ()):
            yield f"{path} is {value!r}, which is no {kind}"


def _of_structure(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is {value!r}, which is no structure"
        return
    if shape.metadata.get("union") and len(value) != 1:
        yield f"{path} is {value!r}, and not one thing"
    for name, one in value.items():
        if name not in shape.members:
            yield f"{path} has a member {name} that nobody knows"
        else:
            yield from _wrong(shape.members[name], one, f"{path}.{name}")
