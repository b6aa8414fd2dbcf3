"""Which roles are there to take on, and who may take on which?"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import TYPE_CHECKING

from core.access_keys.access_key import KeyStanding
from core.arns import Arns, name_of
from core.caller import Caller
from core.errors import denied, invalid
from core.policies.document import Document, Statement
from core.policies.policy import Policy
from core.policies.principals import Principal
from core.principals.attachments import ADMINISTRATOR, EVERYBODY, RESPONDER, arn_of, key_of
from core.sessions.ports import Roles

if TYPE_CHECKING:
    from core.vocabulary import types

ROLES: dict[str, KeyStanding] = {ADMINISTRATOR: "administrator", RESPONDER: "member"}
"""Those that are always there, and how their sessions stand."""
ASSUME = "sts:AssumeRole"

HONOURED = frozenset({
    "RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "PolicyArns", "ExternalId", "MinimumSessionTokenSize",
})  # fmt: skip
"""The external id is for the conditions of policies; the last asks for nothing, as every token is as long as it is."""
CHAINED_AT_MOST = 3600


def refuse_what_is_not_honoured(request: types.AssumeRoleInput) -> None:
    """A session that is meant to be limited must not come out unlimited; an empty list limits nothing."""
    if further := sorted(name for name, value in request.items() if value and name not in HONOURED):
        raise invalid(
            f"{', '.join(further)}: not offered yet, and the session would be allowed more than you asked for. "
            "Leave it out if the rights of the role itself are what you want."
        )


def role_for(caller: Caller, role_arn: str, arns: Arns, roles: Roles) -> str:
    """The name of a role of this account that trusts the caller; whether policies allow it, the door has decided."""
    name = name_of(role_arn)
    further = roles.role(name)
    trusts = name in ROLES or (further is not None and further.may_be_assumed_by(key_of(caller.arn)))
    if not trusts or role_arn != arns.role(name):
        raise denied(caller.arn, ASSUME, role_arn)
    return name


def trusting(role_arn: str, arns: Arns, roles: Roles) -> tuple[Policy, ...]:
    """Whom a role of this account trusts, as a policy of the role's own; those that are always there name nobody."""
    name = name_of(role_arn)
    role = roles.role(name) if role_arn == arns.role(name) and name not in ROLES else None
    if role is None or not role.assumed_by:
        return ()
    trusted = (key if key == EVERYBODY else arn_of(key, arns.account) for key in sorted(role.assumed_by))
    statement = Statement(
        effect="Allow",
        principals=tuple(Principal("AWS", one) for one in trusted),
        actions=(ASSUME,),
        resources=(role_arn,),
    )
    return (Policy(f"{role_arn}/trust", Document(version="2012-10-17", statements=(statement,))),)


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
