"""Who has which policies, as the files and the channel's configuration say it now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from core.caller import Caller
from core.chat_channels.ports import ChatChannels
from core.policies.evaluation import PolicySets
from core.policies.policy import Policy
from core.principals.attachments import Attachments, Role
from core.principals.channel import Channel, Link, channel, link_of, links_of
from core.principals.rights import Rights, rights_of

REMEMBERED = 10_000

Noting = Callable[[Attachments], Awaitable[None]]


class Files(Protocol):
    """A directory of policies, watched."""

    @property
    def value(self) -> Attachments: ...

    @property
    def generation(self) -> int: ...

    @property
    def problem(self) -> str: ...


class Principals:
    """`core.authorization.ports.Principals` and `core.sessions.ports.Roles`, for one account."""

    def __init__(self, files: Files, channels: ChatChannels, note: Noting | None = None) -> None:
        """`note` puts on record what counts from now on, before anything is decided by it."""
        self._files = files
        self._channels = channels
        self._note = note
        self._noted = ""
        self._remembered: dict[object, PolicySets] = {}
        self._generation = -1

    @property
    def attachments(self) -> Attachments:
        """What is attached to whom."""
        return self._files.value

    @property
    def policies(self) -> Mapping[str, Policy]:
        """See `core.sessions.ports.Roles`."""
        return self._files.value.known

    def role(self, name: str) -> Role | None:
        """See `core.sessions.ports.Roles`."""
        return self._files.value.roles.get(name)

    @property
    def problem(self) -> str:
        """Why the last change of the files does not count; nothing where it does."""
        return self._files.problem

    async def sets_of(self, caller: Caller) -> PolicySets:
        """What decides about this caller, but for the policies of resources."""
        # Of the channel nothing is remembered: a guardrail counts from the commit that sets it.
        links = await self.links_at(caller.origin.channel_id)
        await self._put_on_record(self._files.value)
        kept = self._files.value  # and from here on nobody waits, so that the generation is this value's
        if self._files.generation != self._generation or len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
            self._generation = self._files.generation
        key = (caller.arn, caller.standing, caller.session_policies, links)
        sets = self._remembered.get(key)
        if sets is None:
            sets = self._remembered[key] = rights_of(caller, kept, links).sets
        return sets

    async def _put_on_record(self, kept: Attachments) -> None:
        if self._note and kept.digest != self._noted:
            noted, self._noted = self._noted, kept.digest
            try:
                await self._note(kept)
            except BaseException:
                self._noted = noted
                raise

    async def rights_of(self, caller: Caller) -> Rights:
        """The same, with where each of them comes from."""
        return rights_of(caller, self._files.value, await self.links_at(caller.origin.channel_id))

    async def channels(self, account: str) -> list[Channel]:
        """What every configuration of a Slack channel means, by its name."""
        kept = self._files.value
        return [channel(link_of(one), kept, account) for one in await self._channels.all()]

    async def links_at(self, channel_id: str) -> tuple[Link, ...]:
        """The configurations of a Slack channel."""
        return links_of(channel_id, await self._channels.all()) if channel_id else ()
