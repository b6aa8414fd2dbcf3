"""What does a service say of an input that it cannot take?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.errors import Refusal

if TYPE_CHECKING:
    from botocore.model import Shape
    from pydantic_core import ErrorDetails, ValidationError

    from core.vocabulary.catalog import Operation

MENTIONED = 10
"""So many violations are told in one answer."""
SHOWN = 100
"""So many characters of a name that was sent are repeated; values never are, for they may be private."""

NO_NUL = "^[^\0]*$"
"""What no text may have, as a pattern: it does not fit into every database."""
CODES = ("ValidationException", "InvalidParameterException", "InvalidRequestException")
"""The first of these that an operation declares, or else its service knows, is what it answers."""


def refusal(operation: Operation, found: ValidationError) -> Refusal:
    """The one error that tells every violation."""
    errors = found.errors(include_url=False)[:MENTIONED]
    told = [(_path(error["loc"]), _demand(operation.input_shape, error)) for error in errors]
    return Refusal(_code(operation), _message(found.error_count(), told), **_members(operation, told))


def told_of(shape: Shape, errors: Sequence[ErrorDetails]) -> str:
    """The violations of a shape, as a sentence."""
    return _message(len(errors), [(_path(error["loc"]), _demand(shape, error)) for error in errors[:MENTIONED]])


def as_declared(operation: Operation, no: Refusal) -> Refusal:
    """A `ValidationException` as the operation has it: under its own name; that of ssm-contacts always has a reason."""
    if no.code != CODES[0]:
        return no
    reason = {"Reason": "OTHER"} if operation.service == "ssm-contacts" else {}
    return Refusal(_code(operation), no.message, **{**reason, **no.members}).keeping(*no.kept)


def _code(operation: Operation) -> str:
    known = {shape.name for shape in operation.model.service_model.error_shapes}
    return next((code for codes in (operation.errors, known) for code in CODES if code in codes), CODES[0])


def _message(count: int, told: list[tuple[str, str]]) -> str:
    sentences = "; ".join(f"Value at '{path}' failed to satisfy constraint: {demand}" for path, demand in told)
    return f"{count} validation error{'s' if count > 1 else ''} detected: {sentences}"


def _members(operation: Operation, told: list[tuple[str, str]]) -> dict[str, Any]:
    if operation.service != "ssm-contacts":
        return {}
    fields = [{"Name": path, "Message": demand} for path, demand in told]
    return {"Reason": "FIELD_VALIDATION_FAILED", "Fields": fields}


def _path(location: tuple[int | str, ...]) -> str:
    """AWS counts from one: `Plan.Stages.1.member.DurationInMinutes`."""
    parts = (f"{part + 1}.member" if isinstance(part, int) else _shown(part) for part in location)
    return ".".join(parts) or "input"


def _shown(text: str) -> str:
    cropped = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cropped)


def _demand(top: Shape, error: ErrorDetails) -> str:
    """The constraint that was broken, as a demand."""
    shape = _at(top, error["loc"])
    kind = _kind(error)
    return "Member must " + DEMANDS.get(kind, "be valid").format(
        **error.get("ctx", {}),
        values=", ".join(shape.enum) if kind == "literal_error" else "",
        published=shape.metadata.get("pattern"),
        members=", ".join(shape.members) if kind == "one_member" else "",
    )


def _kind(error: ErrorDetails) -> str:
    if error["input"] is None and error["type"] != "extra_forbidden":
        return "missing"
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] == NO_NUL:
        return "nul"
    return error["type"]


def _at(shape: Shape, location: Sequence[int | str]) -> Shape:
    """The shape that an error is about, or for an unknown member the structure that lacks it."""
    match shape.type_name, location:
        case "structure", (name, *deeper) if name in shape.members:
            return _at(shape.members[name], deeper)
        case "list", (_, *deeper):
            return _at(shape.member, deeper)
        case "map", (_, "[key]"):
            return shape.key
        case "map", (_, *deeper):
            return _at(shape.value, deeper)
    return shape


DEMANDS = {
    "missing": "not be null",
    "nul": "not contain the NUL character",
    "extra_forbidden": "not be given: the operation does not know it",
    "invalid_key": "have strings for names",
    "string_type": "be a string",
    "int_type": "be a whole number",
    "bool_type": "be true or false",
    "list_type": "be a list",
    "dict_type": "be a map of names to values",
    "moment": "be a time: ISO 8601, or seconds since 1970",
    "string_unicode": "be valid Unicode",
    "string_pattern_mismatch": "satisfy regular expression pattern: {published}",
    "string_too_short": "have length greater than or equal to {min_length}",
    "string_too_long": "have length less than or equal to {max_length}",
    "too_short": "have length greater than or equal to {min_length}",
    "too_long": "have length less than or equal to {max_length}",
    "greater_than_equal": "have value greater than or equal to {ge}",
    "less_than_equal": "have value less than or equal to {le}",
    "literal_error": "satisfy enum value set: [{values}]",
    "one_member": "have exactly one of the members: {members}",
}
"""By pydantic-core's name of the error; the words of the last ones are AWS's own."""
