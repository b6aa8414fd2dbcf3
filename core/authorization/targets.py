"""Which resources does a request speak of?  Told from the catalog's shapes, before the request has been validated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.arns import Arns, contact_arn_of, kind_of, plan_arn_of
from core.policies.patterns import ANYTHING, arn_fields
from core.vocabulary.catalog import Operation
from core.vocabulary.names import KINDS, nameable
from core.vocabulary.options import option_name

LONGEST = 2048
"""Of an ARN; whatever is longer names nothing, and would only fill the record of the refusal."""

NAMED_BY = {
    "contact": "Alias",
    "custom-action": "ActionName",
    "response-plan": "name",
    "slack-channel-configuration": "ConfigurationName",
}
"""Which member of a Create becomes part of the ARN; the others are named after something that is drawn."""
OF_CONTACT = frozenset({"contact", "contact-channel", "engagement", "page"})


@dataclass(frozen=True, slots=True)
class Rule:
    """How an operation's parameters name its resources: by members that hold ARNs, or by a name of something new."""

    members: tuple[str, ...] = ()
    new: str = ""
    """The kind of what is made."""


def targets_of(operation: Operation, params: Mapping[str, object], arns: Arns) -> tuple[str, ...]:
    """The ARNs that have to be allowed; `*` for lists of everything, and for what is no ARN."""
    rule = rule_of(operation)
    if rule.members:
        return tuple(_arn(params.get(member)) for member in rule.members)
    if rule.new:
        return (_arn(_arn_to_be(rule.new, params, arns)),)
    return (ANYTHING,)


@lru_cache(maxsize=256)
def rule_of(operation: Operation) -> Rule:
    """The rule of one operation: required ARNs beside which nothing is made, or the name of what is."""
    required = operation.input_shape.required_members if operation.input_shape else []
    if members := tuple(path for path in nameable(operation) if path in required):
        return Rule(members=members)
    kind = option_name(operation.name).removeprefix("create-")
    if operation.name.startswith("Create") and kind in KINDS:
        return Rule(new=kind)
    return Rule(members=tuple(member for member in required if member.endswith("Arn")))


def account_of(target: str, arns: Arns) -> str:
    """Whose the resource is; what names no account is sought in our own."""
    return _account_in(target) or arns.account


@lru_cache(maxsize=4096)
def _account_in(target: str) -> str:
    fields = arn_fields(target)
    return fields.account if fields else ""


def shared_as(target: str) -> str | None:
    """The response plan or contact by whose policies this resource is shared; None for what cannot be shared."""
    kind = kind_of(target)
    if kind == "response-plan":
        return target
    if kind == "incident-record":
        return plan_arn_of(target)
    return contact_arn_of(target) if kind in OF_CONTACT else None


def _arn_to_be(kind: str, params: Mapping[str, object], arns: Arns) -> str | None:
    build = getattr(arns, kind.replace("-", "_"))
    if kind not in NAMED_BY:
        return str(build(ANYTHING))
    name = params.get(NAMED_BY[kind])
    return str(build(name)) if isinstance(name, str) else None


def _arn(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        return ANYTHING
    return value if _is_arn(value) else ANYTHING


@lru_cache(maxsize=4096)
def _is_arn(text: str) -> bool:
    return text.isprintable() and arn_fields(text) is not None
