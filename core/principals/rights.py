"""Which policies decide about a caller, and where does each come from?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.caller import Caller
from core.policies.evaluation import PolicySets
from core.policies.session_limits import session_set
from core.principals.attachments import ADMINISTRATOR, ENGINE, RESPONDER, Attachments, Policies, key_of
from core.principals.channel import Channel, Link, channel


@dataclass(frozen=True, slots=True)
class Grant:
    """Policies that somebody has, and by what."""

    by: str
    """Such as `attached`, `group payments`, `default`, `role deployer`."""
    policies: Policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Everything that decides about one caller in one place, but for the policies of resources."""

    grants: tuple[Grant, ...] = ()
    boundary: Policies | None = None
    session: Policies | None = None
    limits: Policies | None = None
    channels: tuple[Channel, ...] = ()
    """The configurations of the Slack channel that they speak in: mostly none or one."""

    @property
    def sets(self) -> PolicySets:
        """The same as a decision wants it."""
        identity = [policy for grant in self.grants for policy in grant.policies]
        identity += [policy for one in self.channels for policy in one.role]
        guardrails = [one.guardrails for one in self.channels if one.guardrails is not None]
        # A channel with two configurations is limited by both: the second like one more limit of the account.
        limits = [self.limits, *guardrails[1:]]
        return PolicySets(
            identity=tuple({policy.arn: policy for policy in identity}.values()),
            boundary=self.boundary,
            session=self.session,
            account_limits=tuple(one for one in limits if one is not None),
            guardrails=guardrails[0] if guardrails else None,
        )


def rights_of(caller: Caller, kept: Attachments, links: Iterable[Link] = ()) -> Rights:
    """What decides about this caller where they speak."""
    key = key_of(caller.arn)
    if key == "root":
        # Whoever owns the files could write into them whatever would bind them here.
        return Rights(grants=(Grant("operator", kept.administration),))
    if key.startswith(f"assumed-role/{ENGINE}/"):
        # As with AWS, where no limit of an account binds a service-linked role: a page must not be a matter of them.
        return Rights(grants=(Grant("service-linked role", kept.engine),))
    if caller.standing == "stranger":
        return Rights()
    return Rights(
        grants=tuple(_grants(caller, key, kept)),
        boundary=_boundary(key, kept),
        session=session_set(caller.session_policies, kept.known),
        limits=kept.limits,
        channels=tuple(channel(link, kept, caller.account) for link in links),
    )


def _grants(caller: Caller, key: str, kept: Attachments) -> list[Grant]:
    grants = [Grant("administrator", kept.administration)] if caller.administers else []
    if key in kept.users:
        grants.append(Grant("attached", kept.users[key]))
    grants += [Grant(f"group {name}", policies) for name, policies in kept.groups_of(key).items()]
    role = role_of(key)
    if role == RESPONDER:
        return [*grants, Grant("default", kept.default)]
    if role:
        policies = () if role == ADMINISTRATOR else kept.of_role(role) or ()
        return [*grants, Grant(f"role {role}", policies)] if policies else grants
    return grants or [Grant("default", kept.default)]


def role_of(key: str) -> str | None:
    """The role that a session is one of; None for a user."""
    head, _, rest = key.partition("/")
    return rest.partition("/")[0] if head == "assumed-role" else None


def _boundary(key: str, kept: Attachments) -> Policies | None:
    role = role_of(key)
    return kept.boundaries.get(f"role/{role}" if role else key)


def is_person(key: str) -> bool:
    """Whether this is somebody in Slack."""
    return "/" not in key and key != "root"
