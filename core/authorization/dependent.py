"""What else has to be allowed, beside the operation itself?  Whom it puts on call, and what it hands to a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.arns import Arns
from core.authorization.targets import targets_of
from core.policies.patterns import ANYTHING, arn_fields
from core.vocabulary.catalog import Operation
from core.vocabulary.names import nameable

if TYPE_CHECKING:
    from botocore.model import Shape

Need = tuple[str, str]
"""An action, and the resource on which it has to be allowed."""

ASSOCIATE = "ssm-contacts:AssociateContact"
WITHOUT_CODE = "ssm-contacts:AcceptPageWithoutCode"
"""Ours, as AWS says nothing of who may leave the code unchecked."""
PASS_ROLE = "iam:PassRole"  # noqa: S105 - an action
MAKE_ROLE = "iam:CreateServiceLinkedRole"
OF_KEYS = ("kms:CreateGrant", "kms:DescribeKey")
DEFAULT_KEY = "DefaultKey"
MAKES_ROLE = "ssm-incidents:CreateReplicationSet"
WRITES = ("Create", "Update")
EACH = "[]"


def dependents_of(operation: Operation, params: Mapping[str, object], arns: Arns) -> tuple[Need, ...]:
    """Each further action with its resource, in the order in which the parameters name them, and none twice."""
    needs = _fixed(operation, params, arns)
    if paths := _paths(operation):
        for path, value in _leaves(operation.input_shape, params, ""):
            if actions := paths.get(path):
                needs += [(action, resource) for action in actions for resource in _named(action, value)]
    return tuple(dict.fromkeys(needs))


def circumstances_of(action: str, operation: Operation, region: str) -> dict[str, tuple[str, ...]]:
    """What conditions of other services' actions ask about: to which of ours something is handed."""
    service = f"{operation.service}.amazonaws.com"
    if action == PASS_ROLE:
        return {"iam:passedtoservice": (service,)}
    if action == MAKE_ROLE:
        return {"iam:awsservicename": (service,)}
    if action in OF_KEYS:
        via = f"{operation.service}.{region}.amazonaws.com"
        return {"kms:viaservice": (via,), "kms:grantisforawsresource": ("true",)}
    return {}


def _fixed(operation: Operation, params: Mapping[str, object], arns: Arns) -> list[Need]:
    if operation.action == MAKES_ROLE:
        return [*_tagged(operation, params, arns), (MAKE_ROLE, arns.service_linked_role())]
    if operation.action == "ssm-contacts:AcceptPage" and params.get("AcceptCodeValidation") == "IGNORE":
        return [(WITHOUT_CODE, target) for target in targets_of(operation, params, arns)]
    return _tagged(operation, params, arns) if operation.name.startswith("Create") else []


def _tagged(operation: Operation, params: Mapping[str, object], arns: Arns) -> list[Need]:
    """Whoever may make something but tag nothing makes it without tags."""
    if not (params.get("tags") or params.get("Tags")):
        return []
    return [(f"{operation.service}:TagResource", target) for target in targets_of(operation, params, arns)]


def _named(action: str, value: object) -> tuple[str, ...]:
    if action in OF_KEYS and value in ("", DEFAULT_KEY):
        return ()
    is_arn = isinstance(value, str) and value.isprintable() and arn_fields(value)
    return (str(value) if is_arn else ANYTHING,)


@lru_cache(maxsize=256)
def _paths(operation: Operation) -> Mapping[str, tuple[str, ...]]:
    """At which places of the parameters stands something that has to be allowed of its own."""
    if operation.service == "sts" or not operation.name.startswith(WRITES):
        return {}
    required = operation.input_shape.required_members
    contacts = [path for path, kind in nameable(operation).items() if kind == "contact" and path not in required]
    found: dict[str, tuple[str, ...]] = dict.fromkeys(contacts, (ASSOCIATE,))
    for path in _strings(operation.input_shape, ""):
        if path.lower().endswith("rolearn"):
            found[path] = (PASS_ROLE,)
        elif path.endswith("sseKmsKeyId"):
            found[path] = OF_KEYS
    return found


def _strings(shape: Shape, path: str) -> Iterator[str]:
    """The paths of all texts that a shape has, spelled as `nameable` spells them."""
    if shape.type_name == "string":
        yield path
    for name, inner in _inside(shape).items():
        yield from _strings(inner, _below(path, name))


def _leaves(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, object]]:
    """The values at those paths, as far as the parameters are shaped like them."""
    if shape.type_name == "string":
        yield path, value
    for name, inner in _inside(shape).items():
        for one in _values(value, name):
            yield from _leaves(inner, one, _below(path, name))


def _inside(shape: Shape) -> Mapping[str, Shape]:
    """The shapes in a shape; `[]` are the values of a list or map."""
    match shape.type_name:
        case "structure":
            return dict(shape.members)
        case "list":
            return {EACH: shape.member}
        case "map":
            return {EACH: shape.value}
    return {}


def _values(value: Any, name: str) -> Iterable[Any]:
    if name != EACH:
        return [value[name]] if isinstance(value, Mapping) and name in value else []
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list | tuple) else []


def _below(path: str, name: str) -> str:
    return f"{path}{name}" if name == EACH else f"{path}.{name}".lstrip(".")
