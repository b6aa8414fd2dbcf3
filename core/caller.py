"""Who makes a call: a value that an edge builds from what it has verified, never from what somebody typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Standing = Literal["administrator", "member", "stranger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a call came from, as the edge saw it: what policies ask about, and what the record of the call says."""

    address: str = ""
    """The network address; `slack.com` for what Slack handed over, nothing for Muster itself and its operator."""
    user_agent: str = ""
    secure: bool = True
    """Whether nobody on the way could read it."""
    request_id: str = ""
    """What the answer calls the request, where the edge has a name for it."""
    channel_id: str = ""
    """The Slack channel in which it was typed or pressed, where it was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What an alarm door knows of an alarm beyond the members of `StartIncident`."""

    trouble: str = ""
    """Its name; an alarm of the same trouble starts no second incident while one is open."""
    otherwise: str
    """The same, where the response plan has no dedupe string either."""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One principal, with what decides about its rights."""

    arn: str
    """AWS's way to name a principal; goes into `createdBy`, `lastModifiedBy` and the audit record."""
    standing: Standing
    user_id: str = ""
    """The Slack user id, where the caller is one."""
    name: str = ""
    access_key_id: str = ""
    """The key that signed the request, where one did."""
    contact_arns: frozenset[str] = frozenset()
    """The contacts that this person has activated a Slack channel for: whose pages are theirs to accept."""
    session_policies: tuple[str, ...] = ()
    """What limits this session of a role: the text of a policy, the ARNs of others."""
    signed_in_at: datetime | None = None
    """When the temporary credentials were given out, where these are temporary."""
    origin: Origin = field(default_factory=Origin)
    reported: Reported | None = None
    """Of an alarm door, and of nobody else."""

    @property
    def account(self) -> str:
        """The twelve digits of the account that the principal belongs to."""
        return self.arn.split(":", 5)[4]

    @property
    def told_as(self) -> str:
        """What they are called to somebody who may know nobody here: people by name, keys as their team's."""
        return f"your team ({self.name})" if self.name and self.access_key_id else self.name

    @property
    def administers(self) -> bool:
        return self.standing == "administrator"
