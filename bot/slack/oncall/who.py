"""`@aws oncall [schedule or person] [when]`: who is on call."""

from __future__ import annotations

from bot.slack.assembly import Ports
from bot.slack.blocks import refusal
from bot.slack.conversation import Replies
from bot.slack.people import People
from bot.slack.talk import Saying
from bot.slack.web import SlackWeb
from core.caller import Caller


class Who:
    def __init__(self, ports: Ports, people: People, slack: SlackWeb) -> None:
        self._ports = ports
        self._people = people
        self._replies = Replies(slack)

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:  # noqa: ARG002 - read soon
        """Answer it."""
        await self._replies.answer(saying.place, refusal.sorry("oncall is not offered yet."))
