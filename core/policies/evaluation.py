"""May somebody do this to that?  Decided exactly as IAM does, from all policies that bear on it.

Nothing is allowed by default, and a Deny in any set wins.  Then every limit must allow: guardrails, each level of
the account's limits, and, unless the resource's own policy names the caller, the boundary and the session's policies.
In one account a right comes from the caller's policies or from the resource's; across accounts it takes both.

A resource's policy that names the caller's whole account hands the right on to that account: inside it, the caller's
own policies must still allow.  One that names the role gives the right to its sessions, within boundary and session
policies.  One that names the user, the session or everybody gives it to the caller themselves, past both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from core.policies.policy import Policy
from core.policies.principals import Naming, naming
from core.policies.rules import Rule
from core.policies.variables import Context

SetName = Literal["guardrails", "account-limits", "identity", "boundary", "session", "resource"]
Kind = Literal["allowed", "explicit-deny", "implicit-deny"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question."""

    arn: str
    """The principal's."""
    account: str
    """The principal's."""
    action: str
    resource: str
    """An ARN, or `*` for an action that speaks of no particular one."""
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySets:
    """The policies that bear on a question; None is no such limit, and a limit without a policy allows nothing."""

    identity: tuple[Policy, ...] = ()
    resource: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    account_limits: tuple[tuple[Policy, ...], ...] = ()
    """One for each level, from the organization down to the account."""
    guardrails: tuple[Policy, ...] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    kind: Kind
    by: SetName
    """The set that decided; of an implicit deny, the first that did not allow."""
    policy: str = ""
    """The policy in it, and its statement; an implicit deny has none."""
    statement: int | None = None
    sid: str | None = None

    @property
    def allowed(self) -> bool:
        return self.kind == "allowed"


class _Found(NamedTuple):
    """A statement that counts."""

    by: SetName
    policy: Policy
    rule: Rule
    naming: Naming

    def decision(self, kind: Kind) -> Decision:
        return Decision(kind, self.by, self.policy.arn, self.rule.index, self.rule.statement.sid)


class _Denied(Exception):
    """A statement forbids it, so that nothing else matters."""

    def __init__(self, found: _Found) -> None:
        self.found = found


def decide(asking: Asking, sets: PolicySets) -> Decision:
    """Whether it is allowed, and by which statement, or for want of which."""
    try:
        allowing = [(name, _allowing(asking, name, policies)) for name, policies in _named(sets)]
    except _Denied as denied:
        return denied.found.decision("explicit-deny")
    return _combined(asking, allowing)


def _named(sets: PolicySets) -> Iterator[tuple[SetName, tuple[Policy, ...]]]:
    """Those that there are, in the order in which they are told to be missing."""
    if sets.guardrails is not None:
        yield "guardrails", sets.guardrails
    for level in sets.account_limits:
        yield "account-limits", level
    yield "identity", sets.identity
    if sets.boundary is not None:
        yield "boundary", sets.boundary
    if sets.session is not None:
        yield "session", sets.session
    yield "resource", sets.resource


def _allowing(asking: Asking, name: SetName, policies: tuple[Policy, ...]) -> _Found | None:
    """The statement of the set that allows; of a resource's policies the one that names the caller most closely."""
    best = None
    action, resource, context = asking.action.lower(), asking.resource, asking.context
    for policy in policies:
        denying, allowing = policy.rules.about(action)
        for rule in denying:
            if (how := _naming(asking, name, rule)) and rule.counts(resource, context):
                raise _Denied(_Found(name, policy, rule, how))
        for rule in allowing:
            how = _naming(asking, name, rule)
            if how and (best is None or how > best.naming) and rule.counts(resource, context):
                best = _Found(name, policy, rule, how)
    return best


def _naming(asking: Asking, name: SetName, rule: Rule) -> Naming:
    if name == "resource":
        return naming(rule.statement.principals, asking.arn, asking.account)
    return Naming.DIRECTLY


def _combined(asking: Asking, allowing: list[tuple[SetName, _Found | None]]) -> Decision:
    found = dict(allowing)
    own, resource = _is_own(asking), found["resource"]
    how = resource.naming if own and resource else Naming.NOT
    granting = resource if how is Naming.DIRECTLY else found["identity"] or (resource if how is Naming.ROLE else None)
    if granting is None:
        return Decision("implicit-deny", "identity")
    needed = {"guardrails", "account-limits"}
    if how is not Naming.DIRECTLY:
        needed |= {"boundary", "session"}
    if not own:
        needed.add("resource")
    missing = next((name for name, one in allowing if one is None and name in needed), None)
    return Decision("implicit-deny", missing) if missing else granting.decision("allowed")


def _is_own(asking: Asking) -> bool:
    """Whether the resource belongs to the principal's account; `*` does, and what says no account."""
    fields = asking.resource.split(":", 5)
    return len(fields) < 6 or fields[4] in ("", asking.account)
