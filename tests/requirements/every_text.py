"""Every place in a request where a text can stand: one request for each, all of it plausible but for that text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from botocore.model import Shape, StringShape, StructureShape

from core.vocabulary.catalog import Operation
from core.vocabulary.examples import example_params, plausible

Writing = Callable[[str, StringShape], str | None]
"""What to write at this path; None leaves the place alone."""


def requests(operation: Operation, write: Writing) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where a text was written, and the request that has it there."""
    likely = example_params(operation)
    for name, member in operation.input_shape.members.items():
        for where, value in _values(f"{operation.action}.{name}", member, write):
            yield where, {**likely, name: value}


def _values(path: str, shape: Shape, write: Writing) -> Iterator[tuple[str, Any]]:
    match shape.type_name:
        case "structure":
            yield from _structures(path, shape, write)
        case "list":
            yield from ((where, [value]) for where, value in _values(path, shape.member, write))
        case "map":
            key = plausible(f"{path}.key", shape.key)
            yield from ((where, {key: value}) for where, value in _values(path, shape.value, write))
        case "string" if not shape.enum and (text := write(path, shape)) is not None:
            yield path, text


def _structures(path: str, shape: StructureShape, write: Writing) -> Iterator[tuple[str, dict[str, Any]]]:
    required = {one: plausible(f"{path}.{one}", shape.members[one]) for one in shape.required_members}
    for name, member in shape.members.items():
        yield from ((where, {**required, name: value}) for where, value in _values(f"{path}.{name}", member, write))
