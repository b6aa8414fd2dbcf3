"""Which accounts are there, where in the organization are they, and who are their people?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Membership:
    """Where in an organization an account is."""

    organization: str
    """Such as `o-abc123def45`: what `aws:PrincipalOrgID` is."""
    path: str
    """Such as `o-abc123def45/r-ab12/ou-ab12-11111111/`, with a slash at its end: what `aws:PrincipalOrgPaths` is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account that the file of MUSTER_ORGANIZATION names."""

    id: str
    """Twelve digits."""
    path: str = ""
    """Of its organizational unit; nothing where it is no member of the organization."""
    workspace: str = ""
    """The Slack workspace, such as `T0123456789`, whose people act in this account; nothing where it has none here."""
    admins: frozenset[str] = frozenset()
    """The Slack user ids of its administrators; for the account of MUSTER_ACCOUNT_ID, those beside MUSTER_ADMINS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """What the file of MUSTER_ORGANIZATION says, as one value; without such a file it is empty."""

    id: str = ""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    """By their twelve digits."""

    def path_of(self, account: str) -> Membership | None:
        """Where that account is; None for one that is no member."""
        found = self.accounts.get(account)
        return Membership(self.id, found.path) if found and found.path else None
