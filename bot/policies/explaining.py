"""What would be decided, and why?  For an operator who asks about somebody, whether Muster runs or not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from bot.policies.principals import Principals
from core.access_keys.ports import AccessKeys
from core.arns import Arns
from core.authorization.authorizer import Authorizer
from core.authorization.ports import Accounts
from core.caller import Caller, Origin, Standing
from core.clock import Clock
from core.contact_channels.ports import ContactChannels
from core.errors import invalid
from core.principals import naming
from core.principals.attachments import ADMINISTRATOR, BUILT_IN, ENGINE, RESPONDER, Attachments, arn_of, key_of
from core.principals.library import name_of
from core.principals.rights import Rights, is_person, rights_of, role_of
from core.principals.telling import Held, reason, remarks, remarks_on, told

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    principals: Principals
    authorizer: Authorizer
    keys: AccessKeys
    contact_channels: ContactChannels
    administrators: Collection[str]
    """The Slack user ids of MUSTER_ADMINS."""
    arns: Arns
    accounts: Accounts
    """All that are served, this one included."""
    files: Callable[[], str]
    """Where the files are that decide in this account; nothing where there are none."""
    clock: Clock

    async def do(self, asked: Document) -> Document:
        """`do`: `explain`, with `principal`, `action`, and perhaps `resource` and circumstances; or `list`."""
        match asked:
            case {"do": "explain", "principal": str(principal), "action": str(action)}:
                return await self.explain(principal, action, asked)
            case {"do": "list"}:
                return await self.listing()
        raise invalid("This is none of the errands that there are for policies.")

    async def explain(self, principal: str, action: str, asked: Document) -> Document:
        """The decision with its statement, and everything that took part in it."""
        arn = naming.principal(principal, self.arns)
        self._refuse_unknown_role(key_of(arn))
        caller = await self.caller(arn, asked)
        action, resource = naming.action(action), naming.resource(asked.get("resource") or "*")
        rights = await self.principals.rights_of(caller)
        decision = await self.authorizer.why(caller, action, resource, _time(asked) or self.clock.now())
        return {
            "principal": caller.arn,
            "standing": caller.standing,
            "action": action,
            "resource": resource,
            "allowed": decision is None or decision.allowed,
            "decision": decision.kind if decision else "own",
            "set": decision.by if decision else None,
            "policy": (decision and decision.policy) or None,
            "statement": decision.statement if decision else None,
            "sid": decision.sid if decision else None,
            "reason": reason(decision, rights),
            **self._of_whom(),
            **_told(rights, caller.origin.channel_id),
        }

    async def listing(self) -> Document:
        """Who has what, outside of any channel."""
        kept = self.principals.attachments
        named = self._named(kept, await self._administrators_by_key())
        rows = [{"who": key, **_told(rights_of(await self.caller(self._arn(key)), kept))} for key in named]
        return {
            "principals": rows,
            "default": [name_of(policy.arn) for policy in kept.default],
            "limits": None if kept.limits is None else [name_of(policy.arn) for policy in kept.limits],
            "remarks": [
                sentence for one in await self.principals.channels(self.arns.account) for sentence in remarks_on(one)
            ],
            "problem": self.principals.problem,
            **self._of_whom(),
        }

    def _of_whom(self) -> Document:
        """Which account's files have answered, and of which there are further ones."""
        return {"account": self.arns.account, "accounts": list(self.accounts.served()), "files": self.files()}

    def _refuse_unknown_role(self, key: str) -> None:
        kept, role = self.principals.attachments, role_of(key)
        if role is None or role == ENGINE or key in kept.users or kept.of_role(role) is not None:
            return
        known = ", ".join(sorted((*BUILT_IN, *kept.roles)))
        raise invalid(f"There is no role '{role[:64]}' in the account {self.arns.account}; its roles are {known}.")

    async def caller(self, arn: str, asked: Document | None = None) -> Caller:
        """The principal as it would call; that nobody in Slack is a guest, is taken on trust."""
        key = key_of(arn)
        user_id = key if is_person(key) else ""
        channels = await self.contact_channels.with_address("SLACK", user_id) if user_id else []
        return Caller(
            arn=arn,
            standing=await self._standing(key),
            user_id=user_id,
            contact_arns=frozenset(one.contact_arn for one in channels if one.activated_at),
            origin=_origin(asked or {}, user_id),
        )

    async def _standing(self, key: str) -> Standing:
        if key == "root" or key in self.administrators or role_of(key) == ADMINISTRATOR:
            return "administrator"
        if not key.startswith("user/"):
            return "member"
        enabled = [one for one in await self.keys.permanent(key.removeprefix("user/")) if one.disabled_at is None]
        return enabled[0].standing if enabled else "member"

    async def _administrators_by_key(self) -> set[str]:
        names = {key.user_name for key in await self.keys.permanent(None)}
        users = [f"user/{name}" for name in names]
        return {user for user in users if await self._standing(user) == "administrator"}

    def _named(self, kept: Attachments, by_key: set[str]) -> list[str]:
        """Everybody whom the files name, with all standing administrators first and roles last."""
        first = [*sorted(self.administrators), *sorted(by_key)]
        members = (member for group in kept.groups.values() for member in group.members)
        people = sorted({*kept.users, *kept.boundaries, *members} - {*first})
        roles = [f"role/{name}" for name in (ADMINISTRATOR, RESPONDER, *kept.roles)]
        return [*first, *(one for one in people if one not in roles), *roles]

    def _arn(self, key: str) -> str:
        return naming.principal(key, self.arns) if key.startswith("role/") else arn_of(key, self.arns.account)


def _told(rights: Rights, channel: str = "") -> Document:
    held = told(rights)
    unlinked = f"No configuration is about the channel {channel}: neither a role nor guardrails count there."
    return {
        "has": [_written(one) for one in held if not one.limits],
        "at_most": [_written(one) for one in held if one.limits],
        "remarks": [*remarks(rights), *([unlinked] if channel and not rights.channels else [])],
    }


def _written(one: Held) -> Document:
    return {"by": one.by, "policies": list(one.policies)}


def _origin(asked: Document, user_id: str) -> Origin:
    address = str(asked.get("source_ip") or "")
    try:
        address = str(ip_address(address)) if address else ""
    except ValueError:
        raise invalid(f"'{address[:100]}' is no address: expected one such as 203.0.113.7.") from None
    return Origin(address=address or ("slack.com" if user_id else ""), channel_id=str(asked.get("channel") or ""))


def _time(asked: Document) -> datetime | None:
    text = asked.get("time")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise invalid(f"'{str(text)[:100]}' is no time: expected one such as 2027-01-04T08:00:00Z.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
