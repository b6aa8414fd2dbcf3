"""Which policies are attached to whom?  What a directory of policies says, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.policies.policy import Policy

Policies = tuple[Policy, ...]

RESPONDER = "MusterResponder"
"""The role that has what every member has."""
ADMINISTRATOR = "MusterAdministrator"
BUILT_IN = (ADMINISTRATOR, RESPONDER)
PEOPLE = "muster-slack"
"""The role that people in Slack are sessions of."""
ENGINE = "AWSServiceRoleforIncidentManager"
"""The service-linked role, in whose name Muster pages."""
EVERYBODY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    members: frozenset[str]
    """Keys of principals, as `key_of` makes them."""
    policies: Policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a Slack channel's configuration can name, and what a program can take on for a while."""

    policies: Policies
    assumed_by: frozenset[str] = frozenset()
    """Keys of the principals that may take it on; `*` stands for every member."""

    def may_be_assumed_by(self, key: str) -> bool:
        return key in self.assumed_by or EVERYBODY in self.assumed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """One account's, read and resolved: every name in it is a policy that is known."""

    known: Mapping[str, Policy]
    """Every policy that there is, by its ARN: those that ship with Muster, and the account's own."""
    administration: Policies
    """What administrators have, beside what is attached to them."""
    engine: Policies
    """What the service-linked role has."""
    default: Policies
    """What a member has to whom nothing is attached."""
    users: Mapping[str, Policies] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Beside the two that are built in."""
    boundaries: Mapping[str, Policies] = field(default_factory=dict)
    limits: Policies | None = None
    """What anybody in the account can have at most."""
    digest: str = ""
    """Of the files that say so, for the record of what was in force; nothing where there are none."""

    def of_role(self, name: str) -> Policies | None:
        """What a role has; None where there is no such role."""
        if name == ADMINISTRATOR:
            return self.administration
        if name == RESPONDER:
            return self.default
        role = self.roles.get(name)
        return role.policies if role else None

    def groups_of(self, key: str) -> dict[str, Policies]:
        """The groups that a principal is in, with what each has."""
        return {name: group.policies for name, group in self.groups.items() if key in group.members}


def key_of(arn: str) -> str:
    """How the files call a principal: `U0123456789`, `user/NAME`, `assumed-role/ROLE/SESSION` or `role/NAME`."""
    rest = arn.split(":", 5)[-1]
    return rest.removeprefix(f"assumed-role/{PEOPLE}/")


def arn_of(key: str, account: str) -> str:
    """The ARN of a principal that is called so; the reverse of `key_of`."""
    if key.startswith(("user/", "role/")) or key == "root":
        return f"arn:aws:iam::{account}:{key}"
    session = key if key.startswith("assumed-role/") else f"assumed-role/{PEOPLE}/{key}"
    return f"arn:aws:sts::{account}:{session}"
