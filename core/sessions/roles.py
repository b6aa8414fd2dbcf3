"""Which roles are there to take on, and who may take on which?"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import TYPE_CHECKING

from core.access_keys.access_key import KeyStanding
from core.arns import Arns, name_of
from core.caller import Caller
from core.errors import denied, invalid

if TYPE_CHECKING:
    from core.vocabulary import types

ROLES: dict[str, KeyStanding] = {"MusterAdministrator": "administrator", "MusterResponder": "member"}
"""With the rights that each has."""

HONOURED = frozenset({
    "RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "PolicyArns", "ExternalId", "MinimumSessionTokenSize",
})  # fmt: skip
"""The last two ask for nothing: no role here wants an external id, and every token is as long as it is."""
CHAINED_AT_MOST = 3600


def refuse_what_is_not_honoured(request: types.AssumeRoleInput) -> None:
    """A session that is meant to be limited must not come out unlimited; an empty list limits nothing."""
    if further := sorted(name for name, value in request.items() if value and name not in HONOURED):
        raise invalid(
            f"{', '.join(further)}: not offered yet, and the session would be allowed more than you asked for. "
            "Leave it out if the rights of the role itself are what you want."
        )


def role_for(caller: Caller, role_arn: str, arns: Arns) -> str:
    """The role's name, if it is one of this account's; that the caller may take it on, the door has decided."""
    role = name_of(role_arn)
    if role not in ROLES or role_arn != arns.role(role):
        raise denied(caller.arn, "sts:AssumeRole", role_arn)
    return role


def limits_of(request: types.AssumeRoleInput) -> tuple[str, list[str]]:
    """The policy that the session is to be limited by, and the ARNs of others; one that is named twice counts once."""
    named = [one.get("arn", "") for one in request.get("PolicyArns", [])]
    return request.get("Policy", ""), list(dict.fromkeys(named))


def refuse_long_chain(seconds: int) -> None:
    """AWS's rule for a session that is taken on from within a session."""
    if seconds > CHAINED_AT_MOST:
        raise invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )


def user_id_of(arn: str, account: str) -> str:
    """The unique id that AWS gives a principal beside its name; here it follows from the name."""
    kind, _, rest = arn.split(":", 5)[-1].partition("/")
    match kind:
        case "root":
            return account
        case "assumed-role":
            role, _, session = rest.partition("/")
            return assumed_role_id(role, session, account)
    return _unique("AIDA", f"{account} {kind} {rest}")


def assumed_role_id(role: str, session: str, account: str) -> str:
    """The role's unique id and the session's name."""
    return f"{_unique('AROA', f'{account} role {role}')}:{session}"


def _unique(prefix: str, text: str) -> str:
    return prefix + b32encode(hashlib.sha256(text.encode()).digest()).decode()[:17]
