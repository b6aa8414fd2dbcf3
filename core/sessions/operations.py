"""sts: who somebody is, and keys for a while that come with a role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.access_keys import issuing
from core.access_keys.access_key import AccessKey, Session
from core.access_keys.ports import AccessKeys
from core.arns import Arns
from core.dispatcher import handles
from core.errors import denied
from core.policies.session_limits import packed_size, refuse_unfit
from core.sessions.ports import NoFurtherRoles, Roles
from core.sessions.roles import (
    ASSUME,
    ROLES,
    assumed_role_id,
    limits_of,
    refuse_long_chain,
    refuse_what_is_not_honoured,
    role_for,
    user_id_of,
)
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

LASTS_SECONDS = 3600


class Sessions:
    def __init__(self, keys: AccessKeys, arns: Arns, roles: Roles | None = None) -> None:
        self._keys = keys
        self._arns = arns
        self._roles = roles or NoFurtherRoles()

    @handles("sts:GetCallerIdentity")
    async def whoami(self, work: Work, _: types.GetCallerIdentityInput) -> types.GetCallerIdentityOutput:
        account, arn = self._arns.account, work.caller.arn
        return {"UserId": user_id_of(arn, account), "Account": account, "Arn": arn}

    @handles("sts:AssumeRole")
    async def assume_role(self, work: Work, request: types.AssumeRoleInput) -> types.AssumeRoleOutput:
        refuse_what_is_not_honoured(request)
        role = role_for(work.caller, request["RoleArn"], self._arns, self._roles)
        text, named = limits_of(request)
        refuse_unfit(text, named, self._roles.policies)
        seconds = request.get("DurationSeconds", LASTS_SECONDS)
        signer = await self._signer(work, request["RoleArn"])
        if signer and signer.session:
            refuse_long_chain(seconds)
        name, token = request["RoleSessionName"], issuing.session_token(work.draw)
        expires_at = work.now.replace(microsecond=0) + timedelta(seconds=seconds)
        key = AccessKey(
            id=issuing.temporary_id(work.draw),
            user_name=signer.user_name if signer else work.caller.name,
            standing=ROLES.get(role, "member"),
            secret=issuing.secret(work.draw),
            created_at=work.now,
            expires_at=expires_at,
            session=Session(
                role=role,
                name=name,
                token_digest=issuing.digest_of(token),
                issued_by=_permanent(signer),
                policies=(text, *named) if text else tuple(named),
            ),
        )
        work.save(key)
        answer: types.AssumeRoleOutput = {
            "Credentials": {
                "AccessKeyId": key.id,
                "SecretAccessKey": key.secret,
                "SessionToken": token,
                "Expiration": expires_at,
            },
            "AssumedRoleUser": {
                "AssumedRoleId": assumed_role_id(role, name, self._arns.account),
                "Arn": self._arns.assumed_role(role, name),
            },
        }
        if text or named:
            answer["PackedPolicySize"] = packed_size(text, named)
        return answer

    async def _signer(self, work: Work, role_arn: str) -> AccessKey | None:
        """The key that signed this call; nothing where the call did not come by the wire."""
        if not work.caller.access_key_id:
            return None
        signer = await self._keys.get(work.caller.access_key_id)
        if signer is None or signer.disabled_at:
            raise denied(work.caller.arn, ASSUME, role_arn)
        return signer


def _permanent(signer: AccessKey | None) -> str | None:
    if signer is None or signer.session is None:
        return signer.id if signer else None
    return signer.session.issued_by
