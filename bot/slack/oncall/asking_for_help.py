"""`/oncall help`: what else there is to ask."""

from __future__ import annotations

from bot.slack.blocks import on_call_help
from bot.slack.conversation import Replies
from bot.slack.talk import Saying
from bot.slack.web import SlackWeb
from core.caller import Caller


class AskingForHelp:
    def __init__(self, slack: SlackWeb) -> None:
        self._replies = Replies(slack)

    async def typed(self, saying: Saying, _: Caller, __: str) -> None:
        """The same for everybody."""
        await self._replies.answer(saying.place, on_call_help.words())
