"""What is done about what somebody says: read it, complete it, ask for what is missing, have it carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.slack.answering import is_answer, takes_prose
from bot.slack.blocks import asking, confirm, refusal
from bot.slack.blocks.elements import Message
from bot.slack.blocks.help import help_for
from bot.slack.blocks.plainly import MEMBERS_ONLY, NOT_FOR_A_CONVERSATION
from bot.slack.commands import FRIENDLY, Understanding, by_slash, understand, understand_reply
from bot.slack.conversation import Place, Replies, said, slashed
from bot.slack.errands import Before, Errands
from bot.slack.naming import CHOICES, Naming, kind_in_words
from bot.slack.people import Ourselves, People
from bot.slack.surroundings import Surroundings, with_plain_event_data
from bot.slack.theirs import Theirs
from bot.slack.typed_text import plain
from core.authorization.own import OWN
from core.caller import Caller
from core.conversations.pending_command import PendingCommand
from core.conversations.ports import PendingCommands
from core.errors import Refusal
from core.inbox.entry import InboxEntry
from core.vocabulary.catalog import catalog
from core.vocabulary.command_line import written
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params
from core.vocabulary.names import Name, nameable
from core.vocabulary.understanding import Command, Friendly, HelpWanted, Misunderstood

WAITS_FOR = timedelta(minutes=10)
"""So long may a person take to answer what a command lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing that one person said."""

    place: Place
    text: str
    to_us: bool
    """Whether it names the bot or is said to nobody else; in a thread it may be an answer without that."""
    addressed: bool
    """Whether it names the bot, or is a slash command."""
    token: str
    """The delivery's id: makes a replay the same call."""
    at: datetime
    """When it came in; a replay reads `now` and `-15m` as the first time."""
    answers: Command | None = None
    """What it gives a value to."""


FriendlyCommand = Callable[[Saying, Caller, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    people: People
    ourselves: Ourselves
    replies: Replies
    pending: PendingCommands
    surroundings: Surroundings
    naming: Naming
    errands: Errands
    before: Mapping[str, Before]
    offered: frozenset[str]
    friendly: Mapping[str, FriendlyCommand]

    async def on_event(self, entry: InboxEntry) -> None:
        """A mention, a direct message, or a reply in a thread."""
        event: Mapping[str, Any] = entry.body["event"]  # type: ignore[assignment]  # read from JSON, kept as it came
        raw, place = str(event.get("text") or ""), said(event)
        mentions = event.get("type") == "app_mention" or f"<@{self.ourselves.user_id or '-'}" in raw
        await self._heed(
            Saying(
                place=place,
                text=plain(raw, self._own_name(raw, event)),
                to_us=mentions or place.direct,
                addressed=mentions,
                token=entry.id,
                at=entry.received_at,
            )
        )

    async def on_command(self, entry: InboxEntry) -> None:
        """`/aws …` or `/oncall …`, which nobody else in the channel sees."""
        place = slashed(entry.body)
        text = by_slash(str(entry.body.get("command") or ""), plain(str(entry.body.get("text") or "")))
        await self._heed(
            Saying(place=place, text=text, to_us=True, addressed=True, token=entry.id, at=entry.received_at)
        )

    def _own_name(self, raw: str, event: Mapping[str, Any]) -> str | None:
        """Our user id; while Slack has not told it, whoever a mention begins with."""
        if self.ourselves.user_id or event.get("type") != "app_mention" or not raw.lstrip().startswith("<@"):
            return self.ourselves.user_id or None
        return raw.lstrip()[2:].partition(">")[0].partition("|")[0]

    async def _heed(self, saying: Saying) -> None:
        waiting = await self._waiting(saying)
        if waiting is None and not saying.to_us:
            return
        if waiting:
            saying = replace(saying, answers=waiting)
            understood = understand_reply(waiting, saying.text, saying.at, catalog())
        else:
            understood = understand(saying.text, saying.at, catalog(), (*FRIENDLY, *self.friendly))
        is_own = isinstance(understood, Command) and understood.operation.action in OWN
        asks_for = self.people.owner if is_own else self.people.caller
        await self._respond(saying, await asks_for(saying.place.user, saying.place.channel), understood)

    async def _waiting(self, saying: Saying) -> Command | None:
        """The command that this answers."""
        place = saying.place
        if place.how != "said" or not (place.thread_ts or place.direct):
            return None
        kept = await self.pending.get(place.key)
        if kept is None or saying.at - kept.asked_at > WAITS_FOR:
            return None
        asked = understand(kept.text, kept.asked_at, catalog())
        if not isinstance(asked, Command) or not asked.missing:
            return None
        answers = is_answer(saying.text, kept, asked, direct=place.direct, addressed=saying.addressed)
        return asked if answers else None

    async def _respond(self, saying: Saying, caller: Caller, understood: Understanding) -> None:
        if isinstance(understood, Command):
            await self._command(saying, caller, understood)
            return
        if caller.standing == "stranger":
            await self._say(saying, refusal.sorry(MEMBERS_ONLY))
            return
        match understood:
            case Misunderstood():
                await self._not_taken(saying, refusal.misunderstood(understood))
            case HelpWanted():
                await self._say(saying, help_for(understood, self.offered))
            case Friendly():
                await self._friendly(saying, caller, understood)

    async def _friendly(self, saying: Saying, caller: Caller, wanted: Friendly) -> None:
        if wanted.name == "cancel":
            await self.pending.drop(saying.place.key)
            await self._say(saying, asking.cancelled())
        elif wanted.name in self.friendly:
            await self.friendly[wanted.name](saying, caller, wanted.rest)
        else:
            await self._say(saying, refusal.sorry(f"{wanted.name} is not offered yet."))

    async def _command(self, saying: Saying, caller: Caller, command: Command) -> None:
        action = command.operation.action
        if command.operation.hands_out_credentials:
            await self._say(saying, refusal.sorry(NOT_FOR_A_CONVERSATION))
            return
        # Nothing is asked or looked up for what cannot be.
        theirs = await self.errands.theirs(caller, command.operation, self.naming.built(command))
        if not await theirs.might():
            refused = replace(command, params=theirs.params)
            await self.errands.run(saying.place, caller, refused, saying.token, saying.at)  # says so, and is recorded
            return
        if action not in self.offered:
            await self._say(saying, refusal.sorry(f"`{command.operation.command}` is not offered yet."))
            return
        command = await self.surroundings.filled_in(command, saying.place, theirs)
        params = await self.naming.resolved(command, theirs)
        if isinstance(params, Misunderstood):
            await self._not_taken(saying, refusal.misunderstood(params))
            return
        params = with_plain_event_data(params)
        if command.missing:
            await self._ask_further(saying, command, params, theirs)
            return
        command = replace(command, params=params)
        if command.operation.destructive:
            await self._confirm(saying, caller, command)
        else:
            await self.errands.run(saying.place, caller, command, saying.token, saying.at)
        await self._forget(saying.place)

    async def _confirm(self, saying: Saying, caller: Caller, command: Command) -> None:
        before = self.before.get(command.operation.action)
        remarks = await before(caller, command.params) if before else ()
        await self.replies.whisper(saying.place, confirm.deletion(command.operation, command.params, remarks))

    async def _ask_further(
        self, saying: Saying, command: Command, params: Mapping[str, object], theirs: Theirs
    ) -> None:
        """Ask for what is missing, unless what is there cannot be taken anyway."""
        standing_in = {name: value for name, value in example_params(command.operation).items() if name not in params}
        try:
            validate(command.operation, {**standing_in, **params})
        except Refusal as no:
            await self._not_taken(saying, refusal.refused(no, command.operation))
        else:
            await self._ask(saying, command, theirs)

    async def _ask(self, saying: Saying, command: Command, theirs: Theirs) -> None:
        if saying.place.how == "slash" and not saying.place.direct:
            await self._say(saying, asking.incomplete(command))
            return
        await self._keep(saying, command)
        missing = Name((command.missing[0],), nameable(command.operation).get(command.missing[0], ""), "")
        if missing.kind == "incident-record":
            choices = await theirs.at(missing.path, await self.surroundings.incidents_at(saying.place))
        else:
            choices = await self.naming.nearest(missing, theirs)
        addressed = takes_prose(command) and not saying.place.direct
        question = asking.missing_value(command, kind_in_words(missing.kind), choices[:CHOICES], addressed=addressed)
        await self._say(saying, question)

    async def _not_taken(self, saying: Saying, message: Message) -> None:
        if asked := saying.answers:
            await self._keep(saying, asked, addressed_only=True)
            message = asking.again(message, asked, addressed=not saying.place.direct)
        await self._say(saying, message)

    async def _keep(self, saying: Saying, command: Command, *, addressed_only: bool = False) -> None:
        text = written(command)
        await self.pending.put(
            PendingCommand(key=saying.place.key, text=text, asked_at=saying.at, addressed_only=addressed_only)
        )

    async def _forget(self, place: Place) -> None:
        if place.thread_ts or place.direct:
            await self.pending.drop(place.key)

    async def _say(self, saying: Saying, message: Message) -> None:
        await self.replies.answer(saying.place, message)
