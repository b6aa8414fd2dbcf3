"""Who is it that wrote this or pressed that?  Asked of Slack, remembered for minutes, never taken from a text."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.slack.web import SlackSays, SlackWeb
from core.arns import Arns
from core.caller import Caller, Origin, Standing
from core.clock import Clock
from core.contact_channels.ports import ContactChannels
from core.engine.ports import TryLater

log = logging.getLogger(__name__)

FRESH_FOR = timedelta(minutes=5)
GOOD_ENOUGH_FOR = timedelta(hours=1)
"""While Slack cannot be asked."""
NOBODY = {"user_not_found", "users_not_found", "user_not_visible"}
NO_MEMBER = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")
"""What Slack says of whoever is refused, named as administrator or not."""
REMEMBERED = 2000
ADDRESS = "slack.com"
"""Where a delivery comes from: what its sender's own address was, Slack tells nobody."""


class Unknown(TryLater):
    """Slack cannot say now who this is, so that nothing was done for them yet."""


@dataclass(slots=True)
class Ourselves:
    """Who the bot is in the workspace; filled in as soon as Slack has said so."""

    user_id: str = ""
    team_id: str = ""
    team_name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says of somebody."""

    user_id: str
    name: str
    standing: Standing
    asked_at: datetime
    time_zone: str = ""
    """Its IANA name; empty where Slack did not say."""


class People:
    def __init__(
        self,
        web: SlackWeb,
        channels: ContactChannels,
        arns: Arns,
        administrators: Collection[str],
        ourselves: Ourselves,
        clock: Clock,
    ) -> None:
        self._web = web
        self._channels = channels
        self._arns = arns
        self._administrators = frozenset(administrators)
        self._ourselves = ourselves
        self._clock = clock
        self._known: dict[str, Person] = {}

    async def caller(self, user_id: str, channel: str = "") -> Caller:
        """The principal that a verified delivery's user is, and in which channel they speak, if in one."""
        person = await self.person(user_id)
        return self._caller(user_id, person.name, person.standing, channel)

    def _caller(self, user_id: str, name: str, standing: Standing, channel: str) -> Caller:
        return Caller(
            arn=self._arns.slack_user(user_id),
            standing=standing,
            user_id=user_id,
            name=name,
            origin=Origin(address=ADDRESS, channel_id=channel),
        )

    async def owner(self, user_id: str, channel: str = "") -> Caller:
        """The same, for what is somebody's own.

        Their page must be theirs to accept while Slack is away: its signature has told who they are, and whoever has
        an activated contact was a member when they activated it.
        """
        try:
            return await self.caller(user_id, channel)
        except Unknown:
            known = self._known.get(user_id)
            name = known.name if known else user_id
            owner = await self.with_contacts(self._caller(user_id, name, "member", channel))
            if not owner.contact_arns or (known and known.standing == "stranger"):
                raise
            return owner

    async def with_contacts(self, caller: Caller) -> Caller:
        """The same, with the contacts whose pages are theirs to accept."""
        channels = await self._channels.with_address("SLACK", caller.user_id)
        return replace(caller, contact_arns=frozenset(one.contact_arn for one in channels if one.activated_at))

    async def zone_of(self, user_id: str) -> ZoneInfo:
        """In which zone they read and type times; UTC where Slack does not say, or names one that nobody knows."""
        try:
            return ZoneInfo((await self.person(user_id)).time_zone or "UTC")
        except (Unknown, ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    async def person(self, user_id: str) -> Person:
        """From memory where that is fresh; from an old memory, or for administrators from none, while Slack is away."""
        known, now = self._known.get(user_id), self._clock.now()
        if known and now - known.asked_at < FRESH_FOR:
            return known
        try:
            return await self._ask(user_id, now)
        except TryLater as wait:
            if known and now - known.asked_at < GOOD_ENOUGH_FOR:
                return known
            is_known_stranger = known is not None and known.standing == "stranger"
            if user_id in self._administrators and not is_known_stranger:
                return Person(user_id, known.name if known else user_id, "administrator", now)
            raise Unknown(wait.after, wait.reason) from wait

    async def _ask(self, user_id: str, now: datetime) -> Person:
        try:
            told = (await self._web.call("users.info", user=user_id)).get("user") or {}
        except SlackSays as no:
            if no.error not in NOBODY:
                raise TryLater(FRESH_FOR, str(no)) from no
            told = {"is_stranger": True}
        person = Person(user_id, _name(told, user_id), self._standing(user_id, told), now, str(told.get("tz") or ""))
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[user_id] = person
        return person

    def _standing(self, user_id: str, told: dict[str, Any]) -> Standing:
        is_named = user_id in self._administrators
        if any(told.get(mark) for mark in NO_MEMBER) or self._of_another_team(told):
            if is_named:
                log.warning("MUSTER_ADMINS names %s, who is no full member of the workspace and is refused", user_id)
            return "stranger"
        return "administrator" if is_named else "member"

    def _of_another_team(self, told: dict[str, Any]) -> bool:
        ours = self._ourselves.team_id
        # In an Enterprise Grid people have a home team and further ones.
        theirs = {told.get("team_id"), *((told.get("enterprise_user") or {}).get("teams") or ())} - {None, ""}
        return bool(ours and theirs and ours not in theirs)


def _name(told: dict[str, Any], user_id: str) -> str:
    profile = told.get("profile") or {}
    names = (profile.get("real_name"), profile.get("display_name"), told.get("real_name"), told.get("name"), user_id)
    return next(str(name) for name in names if name)
