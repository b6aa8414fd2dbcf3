"""What of a request, an answer or an error may a record repeat?  Names of resources, enumerations, numbers and times.

The shape decides, not the look of a value: a title in capitals is no enumeration, and a note that reads like an ARN
is a note.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from core.audit.arn_forms import is_arn, is_arn_for
from core.errors import Refusal

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.vocabulary.catalog import Operation

HIDDEN = "***"
MOST = 50
"""Items of a list that are kept: what is longer, nobody meant to be read."""

Redactor = Callable[[Any], object]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]{0,10}(?:Z|[+-]\d\d:\d\d)?")
_DENIED = re.compile(r"User: (\S+) is not authorized to perform: ([a-z-]+:[A-Za-z]+)(?: on resource: (\S+))?(.*)", re.S)


def parameters(operation: Operation, params: Mapping[str, Any]) -> dict[str, object]:
    """A request, valid or not, as far as it tells nothing that somebody wrote."""
    return _members(operation.input_shape, params)


def answer(operation: Operation, told: Mapping[str, Any]) -> dict[str, object] | None:
    """The same of an answer; of one that only reads nothing is kept, as at CloudTrail."""
    if operation.read_only or not told or operation.output_shape is None:
        return None
    return _members(operation.output_shape, told)


def message(operation: Operation | None, refusal: Refusal) -> str:
    """Why a call was refused, put together anew from what may be told."""
    if found := _DENIED.match(refusal.message):
        principal, action, resource, _ = found.groups()
        on = f" on resource: {_arn_or_all(resource)}" if resource else ""
        return f"User: {_arn_or_all(principal)} is not authorized to perform: {action}{on}"
    told = [*_words_of(refusal.members), *_fields(operation, refusal.members)]
    return f"{refusal.code}: {', '.join(told)}" if told else refusal.code


def arns_in(*documents: object) -> tuple[str, ...]:
    """The resources that redacted documents name, each once, in order."""
    return tuple(dict.fromkeys(one for document in documents for one in _texts(document) if is_arn(one)))[:MOST]


def _members(shape: Any, values: object) -> dict[str, object]:
    """Those that the model knows: another name was made up by whoever asked."""
    if not isinstance(values, Mapping):
        return {}
    return {name: _redactor(member, name)(values[name]) for name, member in shape.members.items() if name in values}


@cache
def _redactor(shape: Shape, name: str = "") -> Redactor:
    match shape.type_name:
        case "structure":
            return lambda value: _members(shape, value) if isinstance(value, Mapping) else HIDDEN
        case "list":
            return lambda value: _list(shape, value, name)
        case "map":
            return lambda value: _map(shape, value)
        case "string":
            return _text_redactor(shape, name)
        case "timestamp":
            return _moment
        case "integer" | "long" | "float" | "double" | "boolean":
            return lambda value: value if isinstance(value, bool | int | float) else HIDDEN
    return lambda _: HIDDEN


def _list(shape: Any, values: object, name: str) -> object:
    if not isinstance(values, list | tuple):
        return HIDDEN
    return [_redactor(shape.member, name)(value) for value in values[:MOST]]


def _map(shape: Any, values: object) -> object:
    if not isinstance(values, Mapping):
        return HIDDEN
    keys, told = _redactor(shape.key), _redactor(shape.value)
    named = ((str(keys(key)), told(value)) for key, value in list(values.items())[:MOST])
    return {f"{HIDDEN}{at}" if key == HIDDEN else key: value for at, (key, value) in enumerate(named, 1)}


def _text_redactor(shape: Any, member: str) -> Redactor:
    names, allowed = (shape.name.lower(), member.lower()), frozenset(shape.enum)
    if allowed:
        return lambda value: value if isinstance(value, str) and value in allowed else HIDDEN
    if any(name.endswith(("policy", "policydocumenttype")) for name in names):
        return lambda value: f"sha256:{hashlib.sha256(str(value).encode(errors='replace')).hexdigest()}"
    if any("arn" in name or name.endswith(("id", "resourcename", "identifier", "member")) for name in names):
        return lambda value: (
            value if isinstance(value, str) and (is_arn_for(member, value) or _is_uuid(value)) else HIDDEN
        )
    if any("region" in name for name in names):
        return lambda value: value if isinstance(value, str) and _REGION.fullmatch(value) else HIDDEN
    return lambda value: value if isinstance(value, str) and _is_uuid(value) else HIDDEN


def _is_uuid(text: str) -> bool:
    """A name that a machine made: it tells nothing."""
    return len(text) == 36 and _UUID.fullmatch(text) is not None


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value if _MOMENT.fullmatch(value) else HIDDEN
    return value if isinstance(value, int | float) else HIDDEN


def _arn_or_all(text: str) -> str:
    return text if text == "*" or is_arn(text) else HIDDEN


def _words_of(members: Mapping[str, object]) -> list[str]:
    """ARNs and enumerations among an error's own members: they come from us."""
    return [one for one in members.values() if isinstance(one, str) and (is_arn(one) or re.fullmatch(r"[A-Z_]+", one))]


def _fields(operation: Operation | None, members: Mapping[str, object]) -> Iterator[str]:
    """The members of the request that an error names, if the model knows them."""
    known = frozenset(operation.input_shape.members) if operation else frozenset()
    fields = members.get("Fields") or members.get("fieldList") or ()
    for field in fields if isinstance(fields, list | tuple) else ():
        name = field.get("Name") or field.get("name") if isinstance(field, Mapping) else None
        if isinstance(name, str) and name in known:
            yield name


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
