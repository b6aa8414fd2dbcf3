"""Slack's user groups, which people mention to reach whoever is on call."""

from __future__ import annotations

from bot.delivery.slack_history import Asks
from core.engine.ports import CannotDeliver
from core.handoffs.tags import is_group_id

PAID = "Slack has user groups only in workspaces of a paid plan"
NO_MEMBER = "somebody on call is no full member of the workspace, or not any more"
NEVER = {
    "failed_for_some_users": NO_MEMBER,
    "invalid_user": NO_MEMBER,
    "invalid_users": NO_MEMBER,
    "no_such_subteam": "Slack knows no such user group",
    "paid_teams_only": PAID,
    "permission_denied": "an app may change user groups only where the workspace's settings (Permissions, User Groups) "
    "let everybody do it",
    "plan_upgrade_required": PAID,
    "single_channel_guests_cannot_be_added": NO_MEMBER,
    "user_not_found": NO_MEMBER,
}


class SlackUserGroups:
    def __init__(self, web: Asks) -> None:
        self._web = web

    async def put(self, name: str, user_ids: tuple[str, ...]) -> None:
        """See `SlackGroups`."""
        try:
            group = name if is_group_id(name) else await self._id_of(name)
            await self._web.call("usergroups.users.update", usergroup=group, users=",".join(user_ids))
        except CannotDeliver as no:
            raise CannotDeliver(NEVER.get(getattr(no, "error", ""), str(no))) from None

    async def _id_of(self, handle: str) -> str:
        told = await self._web.call("usergroups.list")
        for group in told.get("usergroups") or ():
            if str(group.get("handle", "")).lower() == handle:
                return str(group["id"])
        raise CannotDeliver("Slack knows no user group of the handle that the schedule's tag names")
