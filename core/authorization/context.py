"""What may a condition ask about?  IAM's global keys, as far as this call has values for them.

Not among them is `aws:ResourceTag`: tags would have to be looked up before it is known whether anybody may look.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.caller import Caller
from core.organization.organization import Membership
from core.sessions.roles import user_id_of

Context = dict[str, tuple[str, ...]]
"""By the keys in small letters, since their case does not count."""

TYPES = {"root": "Account", "user": "User", "assumed-role": "AssumedRole", "federated-user": "FederatedUser"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a call is asked beside who makes it."""

    now: datetime
    region: str
    membership: Membership | None = None
    """Where in the organization the caller's account is."""
    chatbot_arn: str = ""
    """The configuration of the Slack channel that it was asked in."""


def context_of(caller: Caller, params: Mapping[str, object], around: Surroundings) -> Context:
    """The keys of one call; a key without a value is absent, so that no condition on it holds."""
    origin = caller.origin
    context: Context = {
        **_of_principal(caller.arn),
        "aws:currenttime": (f"{around.now:%Y-%m-%dT%H:%M:%SZ}",),
        "aws:epochtime": (str(int(around.now.timestamp())),),
        "aws:requestedregion": (around.region,),
        "aws:securetransport": ("true" if origin.secure else "false",),
    }
    if _is_address(origin.address):
        context["aws:sourceip"] = (origin.address,)
    if origin.user_agent:
        context["aws:useragent"] = (origin.user_agent,)
    if caller.signed_in_at:
        context["aws:tokenissuetime"] = (f"{caller.signed_in_at:%Y-%m-%dT%H:%M:%SZ}",)
    if around.chatbot_arn:
        context["aws:chatbotsourcearn"] = (around.chatbot_arn,)
    if around.membership:
        context["aws:principalorgid"] = (around.membership.organization,)
        context["aws:principalorgpaths"] = (around.membership.path,)
    context.update(_of_tags(params))
    context.update(_of_session(params))
    return context


def of_resource(account: str, membership: Membership | None) -> Context:
    """What it says of the owner of the resource."""
    context: Context = {"aws:resourceaccount": (account,)}
    if membership:
        context["aws:resourceorgid"] = (membership.organization,)
        context["aws:resourceorgpaths"] = (membership.path,)
    return context


@lru_cache(maxsize=4096)
def _of_principal(arn: str) -> Context:
    """As at AWS, a session is known by its role, and told from others of the same role by its user id alone."""
    head, _, resource = arn.rpartition(":")
    kind, _, name = resource.partition("/")
    account = head.split(":")[4]
    context: Context = {
        "aws:principalarn": (_role_of(account, name) if kind == "assumed-role" else arn,),
        "aws:principalaccount": (account,),
        "aws:principaltype": (TYPES.get(kind, "Anonymous"),),
        "aws:principalisawsservice": ("false",),
        "aws:userid": (user_id_of(arn, account),),
    }
    if kind == "user":
        context["aws:username"] = (name.rpartition("/")[2],)
    return context


def _role_of(account: str, session: str) -> str:
    return f"arn:aws:iam::{account}:role/{session.partition('/')[0]}"


@lru_cache(maxsize=4096)
def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _of_session(params: Mapping[str, object]) -> Context:
    """What somebody says who takes on a role."""
    keys = {"sts:rolesessionname": params.get("RoleSessionName"), "sts:externalid": params.get("ExternalId")}
    return {key: (value,) for key, value in keys.items() if isinstance(value, str)}


def _of_tags(params: Mapping[str, object]) -> Context:
    """The tags that a request brings or takes away; not validated yet, so that anything may stand in their place."""
    tags = params.get("tags") or params.get("Tags")
    keys = params.get("tagKeys") or params.get("TagKeys")
    if not tags and not keys:
        return {}
    brought = _pairs(tags)
    named = [key for key in keys if isinstance(key, str)] if isinstance(keys, list | tuple) else []
    context: Context = {f"aws:requesttag/{key.lower()}": (value,) for key, value in brought}
    context["aws:tagkeys"] = tuple(dict.fromkeys([*(key for key, _ in brought), *named]))
    return context


def _pairs(tags: object) -> list[tuple[str, str]]:
    """The two services write tags as a map or as a list of `Key`, `Value`, and chatbot with other names."""
    if isinstance(tags, Mapping):
        found = list(tags.items())
    elif isinstance(tags, list | tuple):
        each = [one for one in tags if isinstance(one, Mapping)]
        found = [(one.get("Key", one.get("TagKey")), one.get("Value", one.get("TagValue"))) for one in each]
    else:
        found = []
    return [(key, value) for key, value in found if isinstance(key, str) and isinstance(value, str)]
