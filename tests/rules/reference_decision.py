"""IAM's flow chart once more, as plainly as it can be written: slow, for a few operators, and without reasons."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping

from core.policies.conditions import Condition
from core.policies.document import Statement
from core.policies.evaluation import Asking, PolicySets
from core.policies.policy import Policy


def expected(asked: Asking, sets: PolicySets) -> str:
    """What AWS's evaluation logic comes to: the kind of the decision."""
    limits = [one for one in (sets.guardrails, *sets.account_limits) if one is not None]
    personal = [one for one in (sets.boundary, sets.session) if one is not None]
    own = [*limits, *personal, sets.identity]
    if any(_says("Deny", asked, one) for one in own) or _says("Deny", asked, sets.resource, _Named(asked).at_all):
        return "explicit-deny"
    named = _Named(asked)
    in_account = asked.resource.split(":")[4:5] in ([], [""], [asked.account])
    identity = _says("Allow", asked, sets.identity)
    within = all(_says("Allow", asked, one) for one in personal)
    if in_account:
        direct = _says("Allow", asked, sets.resource, named.directly)
        by_role = _says("Allow", asked, sets.resource, named.by_role)
        granted = direct or ((identity or by_role) and within)
    else:
        granted = identity and within and _says("Allow", asked, sets.resource, named.at_all)
    return "allowed" if granted and all(_says("Allow", asked, one) for one in limits) else "implicit-deny"


class _Named:
    def __init__(self, asked: Asking) -> None:
        self.arn, self.account = asked.arn, asked.account
        _, _, session = asked.arn.partition(":assumed-role/")
        self.role = f"arn:aws:iam::{asked.account}:role/{session.split('/')[0]}" if session else ""

    def directly(self, one: Statement) -> bool:
        return any(principal.value in ("*", self.arn) for principal in one.principals)

    def by_role(self, one: Statement) -> bool:
        return any(principal.value == self.role for principal in one.principals)

    def at_all(self, one: Statement) -> bool:
        of_account = (self.account, f"arn:aws:iam::{self.account}:root")
        return (
            self.directly(one)
            or self.by_role(one)
            or any(principal.value in of_account for principal in one.principals)
        )


def _says(effect: str, asked: Asking, policies: Iterable[Policy], speaks: object = None) -> bool:
    return any(
        one.effect == effect and (speaks is None or speaks(one)) and _counts(one, asked)  # type: ignore[operator]
        for policy in policies
        for one in policy.document.statements
    )


def _counts(one: Statement, asked: Asking) -> bool:
    name = asked.context.get("aws:username", ())
    is_silent = any("${aws:username}" in text for text in (*one.resources, *one.not_resources)) and len(name) != 1
    acts = _meant(one.actions, one.not_actions, lambda pattern: _glob(pattern.lower(), asked.action.lower()))
    reaches = _meant(one.resources, one.not_resources, lambda pattern: _is_resource(pattern, asked, name))
    return not is_silent and acts and reaches and all(_holds(condition, asked.context) for condition in one.conditions)


def _meant(ones: tuple[str, ...], others: tuple[str, ...], matches: object) -> bool:
    return any(map(matches, ones)) if ones else not any(map(matches, others))  # type: ignore[call-overload]


def _is_resource(pattern: str, asked: Asking, name: tuple[str, ...]) -> bool:
    if pattern == "*":
        return True
    fields, found = pattern.replace("${aws:username}", "${}").split(":", 5), asked.resource.split(":", 5)
    if len(found) < 6:
        return False
    literal = "".join(f"[{sign}]" if sign in "*?" else sign for sign in "".join(name))
    return all(_glob(field.replace("${}", literal), text) for field, text in zip(fields, found, strict=True))


def _glob(pattern: str, text: str) -> bool:
    return fnmatch.fnmatchcase(text, pattern)


def _holds(condition: Condition, context: Mapping[str, tuple[str, ...]]) -> bool:
    """For keys with one value at most, with StringEquals, StringNotEquals and StringLike."""
    found = context.get(condition.key.lower(), ())
    if not found:
        return condition.if_exists or (condition.operator == "StringNotEquals" and condition.quantifier is None)
    if condition.operator == "StringLike":
        return any(_glob(value, found[0]) for value in condition.values)
    return (found[0] in condition.values) is (condition.operator == "StringEquals")
