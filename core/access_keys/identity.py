"""Who is the holder of a key?"""

from __future__ import annotations

from core.access_keys.access_key import AccessKey
from core.arns import Arns
from core.caller import Caller


def caller_of(key: AccessKey, arns: Arns) -> Caller:
    """The principal in whose name a request is made that this key has signed."""
    return Caller(
        arn=arn_of(key, arns),
        standing=key.standing,
        name=key.user_name,
        access_key_id=key.id,
        session_policies=key.session.policies if key.session else (),
        signed_in_at=key.created_at if key.session else None,
    )


def arn_of(key: AccessKey, arns: Arns) -> str:
    """The user, or the session of the role that was taken on."""
    if key.session:
        return arns.assumed_role(key.session.role, key.session.name)
    return arns.user(key.user_name)
