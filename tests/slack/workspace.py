"""What does a Slack workspace remember?  People, channels, messages, views, files, and what a wrong call is told."""

from __future__ import annotations

import copy
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

TEAM = "T0TEAM"
ELSEWHERE = "T0ELSEWHERE"
BOT_USER, BOT_ID, APP_ID = "U0BOT", "B0BOT", "A0APP"

Standing = Literal["member", "admin", "guest", "single-channel guest", "bot", "deactivated", "stranger"]


class SlackError(Exception):
    """A call that Slack answers with ok: false."""

    def __init__(self, error: str, **members: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **members}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a bot, that can write in the workspace."""

    id: str
    name: str
    standing: Standing = "member"
    tz: str = "Etc/UTC"

    def as_slack_tells(self, with_email: bool) -> dict[str, Any]:
        """The `user` object of users.info."""
        team = ELSEWHERE if self.standing == "stranger" else TEAM
        email = {"email": f"{self.name}@example.com"} if with_email else {}
        real_name = self.name.capitalize()
        return {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "real_name": real_name,
            "deleted": self.standing == "deactivated",
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 0,
            "profile": {"real_name": real_name, "display_name": self.name, "team": team, **email},
            "is_admin": self.standing == "admin",
            "is_owner": False,
            "is_restricted": self.standing in ("guest", "single-channel guest"),
            "is_ultra_restricted": self.standing == "single-channel guest",
            "is_bot": self.standing == "bot",
            "is_app_user": False,
            "is_stranger": self.standing == "stranger",
            "updated": 1_700_000_000,
        }


@dataclass(slots=True)
class Channel:
    """A conversation and what was said in it."""

    id: str
    name: str
    kind: Literal["public", "private", "im"] = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By ts, in the order of posting; replies among them."""

    @property
    def scope(self) -> str:
        """The word before the colon in the scopes that this kind of channel needs."""
        return {"public": "channels", "private": "groups", "im": "im"}[self.kind]

    def as_slack_tells(self) -> dict[str, Any]:
        """The `channel` object of conversations.info."""
        told = {"id": self.id, "created": 1_700_000_000, "is_archived": self.archived, "is_im": self.kind == "im"}
        if self.kind == "im":
            return {**told, "user": next(iter(self.members - {BOT_USER}))}
        private = self.kind == "private"
        return {
            **told,
            "name": self.name,
            "is_channel": not private,
            "is_group": private,
            "is_private": private,
            "is_member": BOT_USER in self.members,
            "num_members": len(self.members),
        }


class Workspace:
    """One team, as far as a bot can see it."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, tuple[str, tuple[str, ...]]] = {}
        """User groups by id: the handle, and who is in it."""
        self.triggers: dict[str, float | None] = {}
        """When each trigger was issued; None once it was exchanged for a view."""
        self._numbers = itertools.count(1)
        self.person(BOT_USER, "aws", "bot")

    def person(self, id: str, name: str, standing: Standing = "member", tz: str = "Etc/UTC") -> Person:
        """Let somebody join."""
        self.people[id] = Person(id, name, standing, tz)
        return self.people[id]

    def channel(self, id: str, name: str, *, private: bool = False, bot_is_in: bool = True) -> Channel:
        """Open a channel with everybody in it."""
        members = set(self.people) - (set() if bot_is_in else {BOT_USER})
        self.channels[id] = Channel(id, name, "private" if private else "public", members)
        return self.channels[id]

    def number(self) -> int:
        """One that was not used before."""
        return next(self._numbers)

    def ts(self) -> str:
        """The time of a message, which is also its id in its channel."""
        return f"{int(time.time())}.{self.number():06d}"

    def trigger(self) -> str:
        """What lets an app open a view, for three seconds, once."""
        issued = f"{self.number()}.{TEAM}.trigger"
        self.triggers[issued] = time.monotonic()
        return issued

    def exchange(self, trigger: str | None) -> None:
        """Take a trigger for a view."""
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        issued_at, self.triggers[trigger] = self.triggers[trigger], None
        if issued_at is None:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - issued_at > 3:
            raise SlackError("expired_trigger_id")

    def user(self, id: str | None) -> Person:
        """Somebody who is known."""
        if id not in self.people:
            raise SlackError("user_not_found")
        return self.people[id]

    def conversation(self, id: str | None) -> Channel:
        """A channel that is there."""
        if id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[id]

    def direct(self, user: str) -> Channel:
        """The direct message between somebody and the bot."""
        person = self.user(user)
        if person.standing in ("deactivated", "bot"):
            raise SlackError("user_disabled" if person.standing == "deactivated" else "cannot_dm_bot")
        id = f"D0{user}"
        return self.channels.setdefault(id, Channel(id, "", "im", {user, BOT_USER}))

    def writable(self, id: str | None) -> Channel:
        """A channel, or the direct message of a person, that the bot may write to."""
        channel = self.direct(id) if id in self.people else self.conversation(id)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def post(self, channel: Channel, user: str, text: str, **members: Any) -> dict[str, Any]:
        """Keep a message and give it its ts."""
        by = {"user": user, **({"bot_id": BOT_ID, "app_id": APP_ID} if user == BOT_USER else {})}
        message = {"type": "message", "ts": self.ts(), "text": text, **by, **self.named_blocks(members)}
        channel.messages[message["ts"]] = message
        return message

    def named_blocks(self, shown: dict[str, Any]) -> dict[str, Any]:
        """A copy of a message or view in which every block has an id, as Slack gives one to those that have none."""
        shown = copy.deepcopy(shown)
        for block in shown.get("blocks") or []:
            block.setdefault("block_id", f"b{self.number()}")
        return shown

    def everything_said(self) -> Iterator[dict[str, Any]]:
        """Every message of every channel."""
        for channel in self.channels.values():
            yield from channel.messages.values()
