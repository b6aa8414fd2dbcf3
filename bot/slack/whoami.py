"""`@aws whoami`: answered to every member, whatever their policies say, since it tells nobody about anybody else."""

from __future__ import annotations

from typing import Protocol

from bot.slack.blocks.rights import whoami
from bot.slack.conversation import Replies
from bot.slack.people import People
from bot.slack.talk import Saying
from core.caller import Caller
from core.principals.rights import Rights


class RightsOf(Protocol):
    async def rights_of(self, caller: Caller) -> Rights:
        """What decides about this caller where they speak."""


class Whoami:
    def __init__(self, people: People, replies: Replies, rights: RightsOf) -> None:
        self._people = people
        self._replies = replies
        self._rights = rights

    async def typed(self, saying: Saying, caller: Caller, _: str) -> None:
        """Tell somebody who they are, and what they may do where they ask."""
        rights = await self._rights.rights_of(caller)
        person = await self._people.with_contacts(caller)
        await self._replies.answer(saying.place, whoami(person, rights, in_channel=not saying.place.direct))
