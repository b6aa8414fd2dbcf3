"""Which of the things that `oncall` can do is meant?  A first word of its own, or else somebody asks who is on call."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.talk import FriendlyCommand, Saying
from core.caller import Caller


class Dispatch:
    def __init__(self, words: Mapping[str, FriendlyCommand], otherwise: FriendlyCommand) -> None:
        self._words = words
        self._otherwise = otherwise

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """`cover …` goes to `cover` with what stands behind it; a schedule of that name is asked for by its ARN."""
        word, _, behind = rest.strip().partition(" ")
        if doing := self._words.get(word.lower()):
            await doing(saying, caller, behind.strip())
        else:
            await self._otherwise(saying, caller, rest.strip())
