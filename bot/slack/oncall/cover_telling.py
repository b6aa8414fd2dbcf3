"""Tells the two of a cover, and the channels that it concerns; each is told once, also where a delivery is replayed."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Literal

from bot.slack.blocks import cover as looks
from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message, section
from bot.slack.web import SlackSays, SlackWeb
from core.caller import Caller
from core.covers.burden import Burden
from core.covers.cover import Cover, Over, Party, Told
from core.covers.operations import Covering

log = logging.getLogger(__name__)


class Telling:
    def __init__(self, covering: Covering, web: SlackWeb) -> None:
        self._covering = covering
        self._web = web

    async def asked(self, cover: Cover, caller: Caller) -> None:
        """The question to one, and that it was asked to the other; where it cannot be asked, nothing is left of it."""
        question = looks.question(cover, await self._burdens(cover, cover.other))
        try:
            cover = await self._told(cover, cover.other.user_id, "asked", question)
        except SlackSays as no:
            await self._covering.end(cover.id, caller, cover.id, "withdrawn")
            await self.say(caller.user_id, refusal.sorry(looks.not_asked(cover, str(no))))
            return
        waiting = looks.waiting(cover, await self._burdens(cover, cover.asker))
        await self._told(cover, cover.asker.user_id, "asked", waiting)

    async def outcome(self, cover: Cover, why: Over | None = None) -> None:
        """In the messages that asked, by a word to who is not looking at one, and to the channels that it concerns."""
        for told in cover.told:
            if told.what == "asked":
                reader = _party(cover, told.to)
                await self._change(told, looks.outcome(cover, reader, why))
        if cover.outcome is None:
            return
        for party in _unaware(cover):
            cover = await self._told(cover, party.user_id, "outcome", looks.outcome(cover, party))
        if cover.outcome == "agreed":
            for channel in await self._covering.looking.channels(cover.rotation_arn):
                try:
                    cover = await self._told(cover, channel, "outcome", looks.line(cover))
                except SlackSays as no:
                    log.warning("a channel was not told of a cover: %s", no.error)

    async def say(self, user_id: str, message: Message) -> None:
        """To one person directly."""
        await self._web.call("chat.postMessage", channel=await self._direct(user_id), **message.payload)

    async def _burdens(self, cover: Cover, party: Party) -> list[Burden]:
        coming = [one for one in cover.turns if one.comes == party.contact_arn]
        found = [await self._covering.looking.burden(cover, one) for one in coming]
        return [one for one in found if one]

    async def _told(self, cover: Cover, to: str, what: Literal["asked", "outcome"], message: Message) -> Cover:
        if any((one.what, one.to) == (what, to) for one in cover.told):
            return cover
        channel = to if to.startswith(("C", "G")) else await self._direct(to)
        posted = await self._web.call("chat.postMessage", channel=channel, **message.payload)
        return await self._covering.told(cover, Told(what=what, to=to, channel=channel, ts=str(posted["ts"])))

    async def _change(self, told: Told, message: Message) -> None:
        whole = replace(message, blocks=message.blocks or (section(message.text),))
        try:
            await self._web.call("chat.update", channel=told.channel, ts=told.ts, **whole.payload)
        except SlackSays as no:
            log.info("a message about a cover was not changed: %s", no.error)

    async def _direct(self, user_id: str) -> str:
        return str((await self._web.call("conversations.open", users=user_id))["channel"]["id"])


def _party(cover: Cover, user_id: str) -> Party:
    return cover.asker if cover.asker.user_id == user_id else cover.other


def _unaware(cover: Cover) -> list[Party]:
    """Who did not settle it themselves: a message that changes makes no sound."""
    if cover.is_told_only:
        return [cover.other, cover.asker]
    return [cover.other] if cover.outcome == "withdrawn" else [cover.asker]
