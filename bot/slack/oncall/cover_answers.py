"""What happens when the buttons of a cover are pressed: agreed, declined, taken back, or too late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.slack.blocks import cover as looks
from bot.slack.buttons import Press
from bot.slack.conversation import Replies
from bot.slack.oncall.cover_telling import Telling
from bot.slack.people import People
from bot.slack.web import SlackWeb
from core.caller import Caller
from core.covers.cover import Cover, Outcome
from core.covers.operations import Covering, NotTheirs, TooLate


class CoverAnswers:
    def __init__(self, covering: Covering, people: People, slack: SlackWeb) -> None:
        self._covering, self._people = covering, people
        self._replies = Replies(slack)
        self._telling = Telling(covering, slack)

    async def agreed(self, press: Press) -> None:
        """It is made so, and everybody concerned hears of it."""

        async def agree(id_: str, caller: Caller) -> Cover:
            cover = await self._covering.covers.get(id_)
            asker = await self._people.caller(cover.asker.user_id) if cover else caller
            return await self._covering.agree(id_, caller, asker, press.token)

        await self._answered(press, agree)

    async def declined(self, press: Press) -> None:
        """Nothing comes of it."""
        await self._answered(press, self._ending(press, "declined"))

    async def withdrawn(self, press: Press) -> None:
        """Nor does here."""
        await self._answered(press, self._ending(press, "withdrawn"))

    def _ending(self, press: Press, outcome: Outcome) -> Callable[[str, Caller], Awaitable[Cover]]:
        return lambda id_, caller: self._covering.end(id_, caller, press.token, outcome)

    async def _answered(self, press: Press, answer: Callable[[str, Caller], Awaitable[Cover]]) -> None:
        caller = await self._people.with_contacts(press.caller)
        try:
            cover = await answer(str(press.value.get("cover", "")), caller)
        except NotTheirs:
            await self._replies.whisper(press.place, looks.not_theirs())
        except TooLate as no:
            if no.cover and no.why in ("begun", "expired"):
                await self._telling.outcome(no.cover, no.why)
            await self._replies.whisper(press.place, looks.too_late(no.why, no.cover))
        else:
            await self._telling.outcome(cover)
