"""Carries out one operation for a person, and tells them what came of it."""

from __future__ import annotations

from collections.abc import Mapping
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
    ) -> None:
        self._dispatcher = dispatcher
        self._people = people
        self._replies = replies
        self._files = files
        self._naming = naming
        self._starting = starting
        self._arns = arns

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
        await self.tell(place, operation, _with_remarks(shown, command, self._arns.region))
        return True

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
    if not remarks:
        return answer
    return replace(answer, message=replace(answer.message, blocks=(*_as_blocks(answer.message), *remarks)))


def _as_blocks(message: Message) -> tuple[Block, ...]:
    return message.blocks or (section(message.text),)
