"""Does a statement that speaks of everybody say which of them it means?  It must name accounts or an organization."""

from __future__ import annotations

from collections.abc import Callable

from core.policies.conditions import Condition
from core.policies.document import Statement
from core.policies.patterns import ANYTHING, arn_fields

POSITIVE = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"})
"""Those that hold for what they name, and not for everything else."""


def says_who(statement: Statement) -> bool:
    """Whether one of its conditions, all of which must hold, holds for people of named accounts only."""
    return any(_says_who(condition) for condition in statement.conditions)


def _says_who(condition: Condition) -> bool:
    # `ForAllValues` and `IfExists` hold where a caller has no value at all.
    is_demanded = condition.operator in POSITIVE and condition.quantifier != "ForAllValues" and not condition.if_exists
    is_closed = CLOSED.get(condition.key.lower())
    return is_demanded and is_closed is not None and all(is_closed(_fixed(value)) for value in condition.values)


def _fixed(value: str) -> str:
    """The value; what a variable stands for may be anything, the caller's own value among it."""
    return value.replace("${", ANYTHING)


def _is_exact(text: str) -> bool:
    return bool(text) and not set(text) & set("*?")


def _is_of_organization(path: str) -> bool:
    organization, slash, _ = path.partition("/")
    return bool(slash) and _is_exact(organization)


def _is_of_account(arn: str) -> bool:
    fields = arn_fields(arn)
    return fields is not None and _is_exact(fields.account)


CLOSED: dict[str, Callable[[str], bool]] = {
    "aws:principalaccount": _is_exact,
    "aws:principalorgid": _is_exact,
    "aws:principalorgpaths": _is_of_organization,
    "aws:principalarn": _is_of_account,
}
"""The keys that say who somebody is, and whether a value of theirs names an account or organization."""
