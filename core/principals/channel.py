"""What does a Slack channel add to the rights of whoever speaks in it, and what does it allow at most?

A channel's role grants its policies to everybody who speaks there, and its guardrails limit everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.chat_channels.chat_channel import ChatChannel
from core.principals.attachments import Attachments, Policies

Outcome = Literal["adds", "unknown", "user authorization required", "bounded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What decides about rights in the configuration of a channel."""

    configuration: str
    """Its name."""
    role_arn: str
    guardrail_arns: tuple[str, ...] = ()
    user_authorization_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One configuration's part in somebody's rights."""

    link: Link
    outcome: Outcome
    """What becomes of its role; anything but `adds` grants nothing and takes nothing."""
    role: Policies = ()
    guardrails: Policies | None = None
    """None where there are none; with an empty tuple nothing is allowed."""
    unknown_guardrails: tuple[str, ...] = ()
    """Those that allow nothing, because nobody here knows what they say."""


def links_of(channel_id: str, configurations: Iterable[ChatChannel]) -> tuple[Link, ...]:
    """The configurations of that Slack channel."""
    return tuple(link_of(one) for one in configurations if channel_id and one.slack_channel_id == channel_id)


def link_of(configuration: ChatChannel) -> Link:
    """What of a configuration decides about rights."""
    return Link(
        configuration=configuration.name,
        role_arn=configuration.iam_role_arn,
        guardrail_arns=configuration.guardrail_policy_arns,
        user_authorization_required=configuration.user_authorization_required,
    )


def channel(link: Link, kept: Attachments, account: str) -> Channel:
    """What this configuration means where these policies are attached."""
    known = tuple(kept.known[arn] for arn in link.guardrail_arns if arn in kept.known)
    outcome, role = _role(link, kept, account)
    return Channel(
        link=link,
        outcome=outcome,
        role=role,
        guardrails=known if link.guardrail_arns else None,
        unknown_guardrails=tuple(arn for arn in link.guardrail_arns if arn not in kept.known),
    )


def _role(link: Link, kept: Attachments, account: str) -> tuple[Outcome, Policies]:
    name = role_name(link.role_arn, account)
    policies = kept.of_role(name) if name else None
    if policies is None:
        return "unknown", ()
    if link.user_authorization_required:
        return "user authorization required", ()
    # Its boundary is for its own policies only, and the sets of a decision cannot say that.
    return ("bounded", ()) if f"role/{name}" in kept.boundaries else ("adds", policies)


def role_name(arn: str, account: str) -> str | None:
    """The name in the ARN of a role of this account; None for any other.

    Roles have no path here, and one with a path is another role: who may pass on `role/chat/*` may not pass on all.
    """
    head = f"arn:aws:iam::{account}:role/"
    name = arn.removeprefix(head)
    return name if name != arn and "/" not in name else None
