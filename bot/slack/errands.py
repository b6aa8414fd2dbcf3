"""Carries out one operation for a person, and tells them what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.slack.blocks import refusal
from bot.slack.blocks.answer import Answer, show
from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code
from bot.slack.conversation import Place, Replies
from bot.slack.files import Files
from bot.slack.naming import Naming
from bot.slack.people import People
from bot.slack.starting import START, Starting
from bot.slack.theirs import Theirs
from core.arns import Arns, kind_of, name_of
from core.authorization.own import OWN
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.vocabulary.catalog import Operation
from core.vocabulary.names import Name
from core.vocabulary.pages import paging
from core.vocabulary.understanding import Command

After = Callable[[Caller, Mapping[str, Any], Mapping[str, Any]], Awaitable[Sequence[Block]]]
"""What is said below the answer to an operation, given what was asked and answered."""
Before = Callable[[Caller, Mapping[str, Any]], Awaitable[Sequence[Block]]]
"""What is said with the question whether to go on, given what was asked."""

ROWS = 20
NOT_FOUND = "ResourceNotFoundException"


class Errands:
    def __init__(
        self,
        dispatcher: Dispatcher,
        people: People,
        replies: Replies,
        files: Files,
        naming: Naming,
        starting: Starting,
        arns: Arns,
        after: Mapping[str, After] | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._people = people
        self._replies = replies
        self._files = files
        self._naming = naming
        self._starting = starting
        self._arns = arns
        self._after = after or {}

    async def run(
        self, place: Place, caller: Caller, command: Command, token: str, asked_at: datetime | None = None
    ) -> bool:
        """Carry it out and answer in the place; whether it was carried out."""
        operation, request = command.operation, _paged(command)
        try:
            answer = await self.call(caller, operation, request, token)
        except Refusal as no:
            await self._replies.answer(place, await self._explained(no, await self.theirs(caller, operation, request)))
            return False
        shown = await self._started(command, answer, asked_at)
        shown = shown or show(operation, request, answer, query=command.query, output=command.output)
        shown = _with_remarks(shown, command, self._arns.region)
        await self.tell(place, operation, below(shown, await self.said_after(caller, operation, request, answer)))
        return True

    async def said_after(
        self, caller: Caller, operation: Operation, request: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> Sequence[Block]:
        """What there is to say once it is done, below its answer."""
        after = self._after.get(operation.action)
        return await after(caller, request, answer) if after else ()

    async def _started(self, command: Command, answer: Mapping[str, Any], asked_at: datetime | None) -> Answer | None:
        """What a person wants to hear who has started an incident, unless they asked for something else."""
        is_plain = command.query is None and command.output != "json"
        if command.operation.action != START or asked_at is None or not is_plain:
            return None
        return await self._starting.told(answer, asked_at)

    async def theirs(self, caller: Caller, operation: Operation, params: Mapping[str, Any]) -> Theirs:
        """What this caller may do it to."""
        return Theirs(
            dispatcher=self._dispatcher,
            arns=self._arns,
            caller=await self._whose(caller, operation),
            operation=operation,
            params=params,
        )

    async def call(self, caller: Caller, operation: Operation, params: Mapping[str, Any], token: str) -> dict[str, Any]:
        """The operation's answer; for what is one's own, it is looked up here what is whose."""
        caller = await self._whose(caller, operation)
        return await self._dispatcher.call(caller, operation.action, dict(params), token=token)

    async def _whose(self, caller: Caller, operation: Operation) -> Caller:
        if operation.action in OWN and not caller.contact_arns:
            return await self._people.with_contacts(caller)
        return caller

    async def tell(self, place: Place, operation: Operation, answer: Answer) -> None:
        """Send an answer, and its file where there is one."""
        await self._replies.answer(place, answer.message)
        if answer.file is not None:
            await self._files.send(place, f"{operation.command.replace(' ', '-')}.json", answer.file)

    async def _explained(self, no: Refusal, theirs: Theirs) -> Message:
        """AWS's words, and for a name that does not exist those that do, as far as they are the caller's to use."""
        message = refusal.refused(no, theirs.operation)
        listing = refusal.listing(no)
        if listing and await self._dispatcher.may(theirs.caller, listing):
            message = refusal.with_listing(message, listing)
        if no.code != NOT_FOUND:
            return message
        for name in _named(theirs.params):
            near = [] if await self._naming.exists(name.kind, name.word) else await self._naming.nearest(name, theirs)
            if near:
                there_are = ", ".join(code(one, 100) for one in near)
                return replace(message, blocks=(*message.blocks, context(f"There is {there_are}.")))
        return message


def _named(request: Mapping[str, Any]) -> list[Name]:
    """The names of the plans, contacts and custom actions that a request speaks of."""
    found = []
    for member, value in request.items():
        kind = kind_of(value) if isinstance(value, str) else ""
        if kind in ("contact", "custom-action", "response-plan"):
            found.append(Name((member,), kind, name_of(value)))
    return found


def _paged(command: Command) -> dict[str, Any]:
    """In chat a list comes in screens; whoever asks for JSON or queries the answer wants it longer."""
    pages, params = paging(command.operation), dict(command.params)
    if pages and pages.limit and pages.limit not in params and command.query is None and command.output != "json":
        params[pages.limit] = ROWS
    return params


def _with_remarks(answer: Answer, command: Command, region: str) -> Answer:
    remarks = []
    if command.ignored:
        names = ", ".join(code(f"--{name}") for name in command.ignored)
        remarks.append(context(f"{names} only mean something in a terminal."))
    if command.region and command.region != region:
        remarks.append(context(f"Everything here is in {code(region)}: {code('--region')} changed nothing."))
    return below(answer, remarks)


def below(answer: Answer, remarks: Sequence[Block]) -> Answer:
    """The answer with these below it."""
    return replace(answer, message=with_below(answer.message, remarks)) if remarks else answer


def with_below(message: Message, remarks: Sequence[Block]) -> Message:
    """The message with these below it."""
    return replace(message, blocks=(*(message.blocks or (section(message.text),)), *remarks)) if remarks else message
