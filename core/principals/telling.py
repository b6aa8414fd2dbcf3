"""How is somebody told what they have?  The sets of their rights by name, and what about them nobody understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.policies.evaluation import Decision
from core.principals.attachments import Policies
from core.principals.channel import Channel
from core.principals.library import file_of, name_of
from core.principals.rights import Rights

SETS = {
    "identity": "what they have",
    "resource": "the policy of the resource",
    "boundary": "their boundary",
    "session": "the policies of their session",
    "account-limits": "the limits of the account",
    "guardrails": "the guardrails of the channel",
}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Held:
    """One line of what somebody has, or has at most."""

    by: str
    """Such as `group payments`, or `channel role incident-channel`."""
    policies: tuple[str, ...]
    """By name."""
    limits: bool = False
    """Whether it takes away, and does not give."""

    @property
    def in_words(self) -> str:
        return ", ".join(self.policies) or NOTHING


def told(rights: Rights) -> tuple[Held, ...]:
    """What gives first, and then what limits."""
    gives = [Held(grant.by, _names(grant.policies)) for grant in rights.grants]
    gives += [Held(_role(one), _names(one.role)) for one in rights.channels if one.outcome == "adds"]
    limits = [("boundary", rights.boundary), ("session", rights.session), ("account limits", rights.limits)]
    limits += [(f"guardrails of {one.link.configuration}", one.guardrails) for one in rights.channels]
    return (*gives, *(Held(by, _names(policies), limits=True) for by, policies in limits if policies is not None))


def remarks(rights: Rights) -> tuple[str, ...]:
    """What of the channel does not do what its configuration seems to say; one sentence each."""
    return tuple(sentence for one in rights.channels for sentence in remarks_on(one))


def remarks_on(one: Channel) -> Iterator[str]:
    """The same of one configuration."""
    role, name = one.link.role_arn, one.link.configuration
    if one.outcome == "unknown":
        yield f"The role of {name}, {role}, is not among the roles that are known here: it grants and takes nothing."
    if one.outcome == "user authorization required":
        yield f"{name} requires user authorization: its role, {role}, adds nothing to what each person has."
    if one.outcome == "bounded":
        yield f"The role of {name}, {role}, has a boundary: it can be taken on, and adds nothing in a channel."
    for arn in one.unknown_guardrails:
        yield f"The guardrail {arn} of {name} is not among the policies that are known here: it allows nothing."


def reason(decision: Decision | None, rights: Rights) -> str:
    """Why it is allowed or not, in a sentence that names the file and the statement."""
    if decision is None:
        return "It is theirs: their own page or channel, which needs no policy."
    if decision.kind == "implicit-deny":
        return f"No statement in {SETS[decision.by]} allows it."
    verb = "allows" if decision.allowed else "denies"
    given = f", {_given(decision.policy, rights)}," if decision.by == "identity" else ""
    return f"{_where(decision)} {verb} it, in {SETS[decision.by]}{given}".rstrip(",") + "."


def _where(decision: Decision) -> str:
    sid = f" ({decision.sid})" if decision.sid else ""
    return f"Statement[{decision.statement}]{sid} of {name_of(decision.policy)}, {source_of(decision.policy)},"


def source_of(arn: str) -> str:
    """Where a policy can be read."""
    if file := file_of(arn):
        return f"in {file}"
    return "which ships with Muster" if ":iam::aws:policy/" in arn else "which is in no file"


def _given(arn: str, rights: Rights) -> str:
    by = [grant.by for grant in rights.grants if any(one.arn == arn for one in grant.policies)]
    by += [_role(one) for one in rights.channels if any(policy.arn == arn for policy in one.role)]
    return f"by {' and '.join(by)}"


def _role(one: Channel) -> str:
    return f"channel role {one.link.role_arn.rpartition('/')[2]}"


def _names(policies: Policies) -> tuple[str, ...]:
    return tuple(name_of(policy.arn) for policy in policies)
