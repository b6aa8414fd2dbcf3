"""Requests that each break exactly one constraint of the models; `python -m tests.wire.broken_requests` lists them."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape, StructureShape

from bot.http.aws_wire import WireRequest
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params, plausible
from tests.wire.raw_requests import raw_request

Breaks = Iterator[tuple[str, Any]]
"""What is broken, and the value that breaks it."""

ABSENT = object()
UNUSUAL = ["!", " ", "\n", "\N{LATIN SMALL LETTER E WITH ACUTE}", "~", "\N{EURO SIGN}"]
WRONG_TYPES: dict[str, list[Any]] = {
    "string": [7, ["text"]],
    "integer": ["seven", 1.5, True],
    "boolean": ["true", 1],
    "timestamp": ["yesterday", True],
    "list": ["text", {"0": "text"}],
    "map": ["text", ["text"]],
    "structure": ["text", [{}]],
}


@dataclass(frozen=True)
class Broken:
    """A raw request, what is wrong with it, and where."""

    operation: Operation
    request: WireRequest
    what: str
    member: str

    def __str__(self) -> str:
        return f"{self.operation.action} {self.member} {self.what}"


@dataclass(frozen=True)
class Place:
    """A spot within an operation's input, and a good request that has something there."""

    operation: Operation
    steps: tuple[str | int, ...]
    shape: Shape
    is_required: bool
    good: dict[str, Any]

    @property
    def value(self) -> Any:
        return _at(self.good, self.steps)

    @property
    def location(self) -> str | None:
        """Where it travels, or None in the body."""
        top = self.operation.input_shape.members[self.steps[0]]
        return top.serialization.get("location")

    @property
    def member(self) -> str:
        """As AWS writes it, counting from one: `Plan.Stages.1.member.DurationInMinutes`."""
        return ".".join(f"{step + 1}.member" if isinstance(step, int) else step for step in self.steps)

    def with_value(self, value: Any) -> dict[str, Any]:
        """The request with something else in this spot, or with nothing there."""
        params = copy.deepcopy(self.good)
        container = _at(params, self.steps[:-1])
        if value is ABSENT:
            del container[self.steps[-1]]
        else:
            container[self.steps[-1]] = value
        return params


def broken_requests() -> Iterator[Broken]:
    """Every constraint of every input member of every operation, broken once by itself."""
    for operation in catalog().values():
        for place in places(operation):
            for what, value in _breaks(place):
                request = raw_request(operation, place.with_value(value))
                yield Broken(operation, request, what, place.member)


def places(operation: Operation) -> Iterator[Place]:
    """Every spot of an input, the nested ones included."""
    yield from _within(operation, (), operation.input_shape, example_params(operation))


def _within(operation: Operation, steps: tuple[str | int, ...], shape: Shape, good: dict[str, Any]) -> Iterator[Place]:
    for step, inner, params in _entered(operation, steps, shape, good):
        deeper = (*steps, step)
        required = isinstance(shape, StructureShape) and step in shape.required_members
        yield Place(operation, deeper, inner, required, params)
        yield from _within(operation, deeper, inner, params)


def _entered(
    operation: Operation, steps: tuple[str | int, ...], shape: Shape, good: dict[str, Any]
) -> Iterator[tuple[str | int, Shape, dict[str, Any]]]:
    """Each part of what is here, with a request that has it."""
    path = ".".join([operation.action, *(step for step in steps if isinstance(step, str))])
    match shape.type_name:
        case "structure":
            for name, inner in shape.members.items():
                params = copy.deepcopy(good)
                here = _at(params, steps)
                if name not in here:
                    if shape.metadata.get("union"):
                        here.clear()
                    here[name] = _likely(f"{path}.{name}", inner)
                yield name, inner, params
        case "list":
            params = copy.deepcopy(good)
            here = _at(params, steps)
            here[:] = here or [_likely(path, shape.member)]
            yield 0, shape.member, params
        case "map":
            yield next(iter(_at(good, steps))), shape.value, good


def _likely(path: str, shape: Shape) -> Any:
    """A plausible value with something in it: a form cannot hold what is empty."""
    value = plausible(path, shape)
    match shape.type_name:
        case "timestamp":
            return 1_798_761_600
        case "list":
            return [_likely(path, shape.member)]
        case "structure" if not value:
            return {name: _likely(f"{path}.{name}", inner) for name, inner in list(shape.members.items())[:1]}
    return value


def _at(params: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        params = params[step]
    return params


def _breaks(place: Place) -> Breaks:
    location = place.location
    if place.is_required and location != "uri":
        yield "missing", ABSENT
    yield from LIMITS.get(place.shape.type_name, _no_limits)(place)
    if location is None and place.operation.service != "sts":
        for wrong in WRONG_TYPES[place.shape.type_name]:
            yield f"wrong type ({type(wrong).__name__})", wrong
    elif place.shape.type_name == "integer":
        yield "wrong type (text)", "seven"


def _no_limits(_: Place) -> Breaks:
    yield from ()


def _string(place: Place) -> Breaks:
    limits, value = place.shape.metadata, place.value
    if place.shape.enum:
        yield "wrong enum", "NONE_OF_THEM"
        return
    longer = value + value[-1] * (limits.get("max", 0) + 1 - len(value))
    if "max" in limits and _fits(place.shape, longer):
        yield "too long", longer
    if limits.get("min", 0) > 0 and place.location != "uri":
        yield "too short", value[: limits["min"] - 1]
    if "pattern" in limits:
        odd = [text for sign in UNUSUAL for text in (value + sign, sign + value) if not _fits(place.shape, text)]
        yield from [("wrong pattern", text) for text in odd if len(text) <= limits.get("max", len(text))][:1]


def _fits(shape: Shape, text: str) -> bool:
    pattern = shape.metadata.get("pattern", "")
    # Python's engine needs exponential time for this group, and all of them for what Unicode calls a letter.
    pattern = pattern.replace(r"([\w+=\/,.@:-]+)*", r"[\w+=\/,.@:-]*").replace(r"\p{L}\p{Z}\p{N}", r"\w\s")
    return not pattern or re.fullmatch(pattern, text, re.ASCII | re.DOTALL) is not None


def _integer(place: Place) -> Breaks:
    limits = place.shape.metadata
    yield "out of range", limits.get("min", -(2**31)) - 1
    yield "out of range", limits.get("max", 2**31 - 1) + 1


def _list(place: Place) -> Breaks:
    limits, value = place.shape.metadata, place.value
    if limits.get("min", 0) > 0:
        yield "too short", value[: limits["min"] - 1]
    if "max" in limits:
        yield "too long", value[:1] * (limits["max"] + 1)


def _map(place: Place) -> Breaks:
    limits, value = place.shape.metadata, place.value
    if limits.get("min", 0) > 0:
        yield "too short", {}
    if "max" in limits:
        yield "too long", {f"{key}{number}": one for key, one in value.items() for number in range(limits["max"] + 1)}


def _structure(place: Place) -> Breaks:
    if place.shape.metadata.get("union"):
        yield "too short", {}


LIMITS = {"string": _string, "integer": _integer, "list": _list, "map": _map, "structure": _structure}


if __name__ == "__main__":
    sys.stdout.writelines(f"{broken}\n" for broken in broken_requests())
