"""Does an input keep all that the model says of it?  Compiled once for each operation, on first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, SchemaValidator, ValidationError, core_schema

from core.errors import invalid
from core.vocabulary.violations import NO_NUL, refusal, told_of

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape
    from pydantic_core import CoreSchema, ErrorDetails

    from core.vocabulary.catalog import Operation

ASCII_CLASSES = {
    r"\d": "[[:digit:]]",
    r"\D": "[[:^digit:]]",
    r"\s": "[[:space:]]",
    r"\S": "[[:^space:]]",
    r"\w": "[[:word:]]",
    r"\W": "[[:^word:]]",
}
ISO_8601 = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
INTEGER = {"ge": -(2**31), "le": 2**31 - 1}
LONG = {"ge": -(2**63), "le": 2**63 - 1}


def validate(operation: Operation, params: object) -> dict[str, Any]:
    """The input with its times as aware UTC datetimes, or the service's own validation error."""
    try:
        validated: dict[str, Any] = _compiled(operation.input_shape).validate_python(params)
    except ValidationError as found:
        raise refusal(operation, found) from None
    return validated


def refuse_unlike(operation: Operation, answer: Mapping[str, Any]) -> None:
    """Raise where the answer of an operation breaks what the model says of it.

    What answers do all the same is no reason: to leave out a member of their own, such as a rotation's `StartTime`, and
    to have an empty list or map where an input may not.
    """
    shape = operation.output_shape
    if shape is None:
        return
    try:
        _compiled(shape).validate_python(dict(answer))
    except ValidationError as found:
        errors = found.errors(include_url=False)
        if broken := [error for error in errors if not _is_common(error)]:
            raise invalid(told_of(shape, broken)) from None


def _is_common(error: ErrorDetails) -> bool:
    return error["type"] == "too_short" or (error["type"], len(error["loc"])) == ("missing", 1)


@cache
def _compiled(shape: StructureShape) -> SchemaValidator:
    return SchemaValidator(_structure(shape))


def _schema(shape: Shape) -> CoreSchema:
    return SCHEMAS[shape.type_name](shape)


def _structure(shape: Shape) -> CoreSchema:
    members = core_schema.typed_dict_schema(
        {
            name: core_schema.typed_dict_field(_schema(of), required=name in shape.required_members)
            for name, of in shape.members.items()
        },
        extra_behavior="forbid",
        strict=True,
    )
    if shape.metadata.get("union"):
        return core_schema.no_info_after_validator_function(_one_member, members)
    return members


def _list(shape: Shape) -> CoreSchema:
    # Its first bad entry is enough: a long list of them must not become a long answer.
    return core_schema.list_schema(_schema(shape.member), **_sizes(shape), fail_fast=True, strict=True)


def _map(shape: Shape) -> CoreSchema:
    return core_schema.dict_schema(
        _schema(shape.key), _schema(shape.value), **_sizes(shape), fail_fast=True, strict=True
    )


def _string(shape: Shape) -> CoreSchema:
    if shape.enum:
        return core_schema.literal_schema(list(shape.enum))
    # Lone surrogates are refused by `str_schema` itself.
    plain = core_schema.str_schema(pattern=NO_NUL, strict=True, **_sizes(shape))
    if "pattern" not in shape.metadata:
        return plain
    return core_schema.chain_schema([plain, _pattern(shape.metadata["pattern"])])


def _pattern(published: str) -> CoreSchema:
    if "(?!" in published:
        # Python's engine knows look-aheads.  None of the patterns that have one can make it backtrack far.
        return core_schema.str_schema(pattern=re.compile(rf"^(?:{published})\Z", re.ASCII))
    # pydantic-core's engine, Rust's, is linear; in `re` the pattern of a contact's ARN is exponential.
    ascii_only = re.sub(r"\\.", lambda found: ASCII_CLASSES.get(found[0], found[0]), published)
    # A pattern like `.*\S.*` asks that something be in it somewhere, in a text of several lines too.
    lines = "s" if published.startswith(".*") and published.endswith(".*") else "-s"
    return core_schema.str_schema(pattern=f"^(?{lines}:{ascii_only})$")


def _sizes(shape: Shape) -> dict[str, Any]:
    limits = {"min_length": shape.metadata.get("min"), "max_length": shape.metadata.get("max")}
    return {name: limit for name, limit in limits.items() if limit is not None}


def _number(bounds: dict[str, int]) -> Callable[[Shape], CoreSchema]:
    def schema(shape: Shape) -> CoreSchema:
        least = shape.metadata.get("min", bounds["ge"])
        most = shape.metadata.get("max", bounds["le"])
        return core_schema.int_schema(ge=least, le=most, strict=True)

    return schema


def _one_member(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) != 1:
        raise PydanticCustomError("one_member", "one member")
    return value


def _moment(value: object) -> datetime:
    """A time as an aware datetime, an epoch number or ISO 8601, where no offset means UTC as in the CLI."""
    try:
        match value:
            case bool():
                pass
            case int() | float():
                return datetime.fromtimestamp(value, UTC)
            case str() if ISO_8601.fullmatch(value):
                written = datetime.fromisoformat(value)
                return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
            case datetime() if value.tzinfo:
                return value.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise PydanticCustomError("moment", "moment")


SCHEMAS: dict[str, Callable[[Any], CoreSchema]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number(INTEGER),
    "long": _number(LONG),
    "boolean": lambda _: core_schema.bool_schema(strict=True),
    "timestamp": lambda _: core_schema.no_info_plain_validator_function(_moment),
}
