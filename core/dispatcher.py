"""The one door: whatever reaches Muster, by chat, wire or alarm, becomes one `Dispatcher.call`.

It permits, validates, carries out once only, and stores the change together with the record of who asked for it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from traceback import format_tb
from typing import Any, Protocol, TypeVar

from core import unreadable
from core.audit.event import AuditEvent
from core.audit.recording import Recorder
from core.authorization.authorizer import Authorizer
from core.authorization.ports import Door as AnotherDoor
from core.authorization.ports import Shareable
from core.authorization.sharing import not_shared
from core.caller import Caller
from core.clock import Clock
from core.errors import ACCESS_DENIED, Conflict, Refusal
from core.once import Answered, AnsweredCalls, answered_key, digest_of
from core.page_tokens import PageTokens
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate
from core.vocabulary.violations import as_declared
from core.work import Chance, Change, Note, Save, Schedule, Store, Work

log = logging.getLogger(__name__)

Handler = Callable[[Work, Any], Awaitable[Mapping[str, Any]]]
Function = TypeVar("Function", bound=Callable[..., Awaitable[Mapping[str, Any]]])

ATTEMPTS = 20
"""How often a call is tried again when others change what it rests on; each round at least one of them gets through."""


def handles(action: str) -> Callable[[Function], Function]:
    """Mark the method that carries out `service:Operation`; there is no other list of operations."""

    def mark(function: Function) -> Function:
        function.__dict__["handles"] = action
        return function

    return mark


def handlers_of(*services: object) -> dict[str, Handler]:
    """The marked methods of these objects, by action."""
    methods = [getattr(service, name) for service in services for name in dir(type(service))]
    return {method.handles: method for method in methods if hasattr(method, "handles")}


class Gate(Protocol):
    async def admit(self, operation: Operation) -> None:
        """Raise `Refusal` while this operation cannot work, as most cannot before there is a replication set."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way through the door."""

    caller: Caller
    operation: Operation
    request: dict[str, Any]
    token: str | None
    """What makes a repetition of this call the same call."""


class Dispatcher:
    def __init__(
        self,
        handlers: Mapping[str, Handler],
        gate: Gate,
        store: Store,
        answered: AnsweredCalls,
        page_tokens: PageTokens,
        recorder: Recorder,
        authorizer: Authorizer,
        clock: Clock,
        chance: Chance | None = None,
    ) -> None:
        self._handlers = handlers
        self._gate = gate
        self._store = store
        self._answered = answered
        self._page_tokens = page_tokens
        self._recorder = recorder
        self.authorizer = authorizer
        self._clock = clock
        self._chance = chance or Chance()
        self.watched: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext()
        """Looks on while an operation is called."""

    @property
    def offered(self) -> frozenset[str]:
        """The actions that have a handler."""
        return frozenset(self._handlers)

    async def call(
        self, caller: Caller, action: str, params: dict[str, Any], *, token: str | None = None
    ) -> dict[str, Any]:
        """Carry out one operation and answer as its output shape says; raise `Refusal` where it cannot be.

        `token` stands in for an idempotency token that the caller did not give: an edge passes its own id of the
        delivery, so that a replay after a crash finds the answer instead of doing it again.
        """
        operation = catalog()[action]
        with self.watched(action):
            try:
                return await self._admitted(caller, operation, params, token)
            except Refusal as no:
                raise await self._recorded(caller, operation, params, no) from None

    async def demand(self, caller: Caller, action: str, params: dict[str, Any]) -> None:
        """Refuse and record where `call` would not let this in, for whoever shows something before it calls."""
        operation = catalog()[action]
        try:
            await self._door_for(caller, operation, params)
        except Refusal as no:
            raise await self._recorded(caller, operation, params, no) from None

    async def _recorded(self, caller: Caller, operation: Operation, params: dict[str, Any], no: Refusal) -> Refusal:
        refusal = as_declared(operation, no)
        if not refusal.kept:  # otherwise the record was stored with what is kept
            await self._store.commit(await self._of_refusal(caller, operation, params, refusal))
        return refusal

    async def _of_refusal(
        self, caller: Caller, operation: Operation, params: dict[str, Any], refusal: Refusal
    ) -> list[Change]:
        record = Save(self._recorder.refused(caller, operation, params, refusal))
        if refusal.code != ACCESS_DENIED:
            return [record]
        warnings = await self.authorizer.warnings(caller, operation, params, self._clock.now())
        return [record, *map(Schedule, warnings)]

    @property
    def shareable(self) -> Shareable:
        """What this account has, for whom its policies say so."""
        return self.authorizer.shareable

    async def may(self, caller: Caller, action: str, resource: str = "*") -> bool:
        """Whether this caller would be let in, for whoever shows or hides what can be done."""
        return await self.authorizer.may(caller, action, resource, self._clock.now())

    async def among(
        self, caller: Caller, action: str, resources: Sequence[str], params: Mapping[str, object]
    ) -> list[str]:
        """Those of these resources to which this caller may do it, for whoever offers them to choose from."""
        return await self.authorizer.among(caller, action, resources, params, self._clock.now())

    async def _admitted(
        self, caller: Caller, operation: Operation, params: dict[str, Any], token: str | None
    ) -> dict[str, Any]:
        door = await self._door_for(caller, operation, params)
        if door is None:
            return await self.carry_out(caller, operation, params, token)
        try:
            answer = await door.carry_out(caller, operation, params, token)
        except Refusal as no:
            raise not_shared(no, caller, operation, params) from None
        await self._store.commit([Save(self._recorder.answered(caller, operation, params, answer))])
        return answer

    async def _door_for(self, caller: Caller, operation: Operation, params: dict[str, Any]) -> AnotherDoor | None:
        try:
            return await self.authorizer.admit(caller, operation, params, self._clock.now())
        except Refusal:
            raise
        except Exception as error:
            raise _failed(operation, error, "nothing was changed") from None

    async def carry_out(
        self, caller: Caller, operation: Operation, params: dict[str, Any], token: str | None
    ) -> dict[str, Any]:
        """The rest, once it is known that this caller may; another account's door comes in here."""
        request = validate(operation, params)
        handler = self._handlers.get(operation.action)
        if handler is None:
            raise Refusal("UnsupportedOperationException", f"`{operation.command}` is not offered yet.")
        await self._gate.admit(operation)
        given = request.get(operation.idempotency_member or "") or token
        request = await self._page_tokens.opened(operation, request)
        call = Call(caller, operation, request, None if _is_not_remembered(operation) else given)
        try:
            answer = await self._until_stored(handler, call)
            return await self._page_tokens.sealed(operation, request, answer)
        except Refusal:
            raise
        except Exception as error:
            raise _failed(operation, error, "nothing was changed") from None

    async def _until_stored(self, handler: Handler, call: Call) -> dict[str, Any]:
        for _ in range(ATTEMPTS):
            if (earlier := await self._earlier_answer(call)) is not None:
                await self._store.commit([Note(self._record(call, earlier))])
                return earlier
            work = Work(call.caller, self._clock.now(), self._chance)
            answer = await self._answer(handler, call, work)
            try:
                await self._store.commit(work.changes)
            except Conflict:
                continue
            except Exception as error:  # not "nothing": a key may be gone by now, and a disk may have taken it all
                raise _failed(call.operation, error, "look at what is there before you repeat it") from None
            if isinstance(answer, Refusal):
                raise answer
            return answer
        raise Refusal("InternalServerException", "Too many others are changing the same thing; try again.")

    async def _answer(self, handler: Handler, call: Call, work: Work) -> dict[str, Any] | Refusal:
        """What the handler says, with the record of it in `work`; a refusal that keeps something keeps only that."""
        try:
            answer = dict(await handler(work, call.request))
        except Refusal as refusal:
            if not refusal.kept:
                raise
            work.changes.clear()
            refused = self._recorder.refused(call.caller, call.operation, call.request, refusal)
            work.save(*refusal.kept, refused)
            return refusal
        record = self._record(call, answer)
        if call.operation.read_only:
            work.note(record)
        else:
            work.save(record)
        if call.token:
            work.save(self._to_remember(call, answer))
        return answer

    async def _earlier_answer(self, call: Call) -> dict[str, Any] | None:
        if call.token is None:
            return None
        earlier = await self._answered.get(answered_key(call.caller.arn, call.operation.action, call.token))
        if earlier is None:
            return None
        if earlier.digest != _digest(call):
            raise _token_reused(call.operation)
        return earlier.answer

    def _to_remember(self, call: Call, answer: dict[str, Any]) -> Answered:
        key = answered_key(call.caller.arn, call.operation.action, call.token or "")
        return Answered(key=key, digest=_digest(call), answer=answer, at=self._clock.now())

    def _record(self, call: Call, answer: dict[str, Any]) -> AuditEvent:
        return self._recorder.answered(call.caller, call.operation, call.request, answer)


def _failed(operation: Operation, error: Exception, meaning: str) -> Refusal:
    """What went wrong is ours to see and not the caller's; an exception's text may quote what was sealed."""
    if refusal := unreadable.refusal(operation, error):
        if not isinstance(error, unreadable.TOLD):
            log.error("%s: %s", operation.action, error)
        return refusal
    log.error("%s failed: %s\n%s", operation.action, type(error).__name__, "".join(format_tb(error.__traceback__)))
    return Refusal("InternalServerException", f"`{operation.command}` failed; {meaning}.")


def _is_not_remembered(operation: Operation) -> bool:
    """What changes nothing may be asked again, and an answer that holds a secret must not lie about."""
    return operation.read_only or operation.hands_out_credentials


def _digest(call: Call) -> str:
    """Of what was asked for, without the token itself."""
    return digest_of({k: v for k, v in call.request.items() if k != call.operation.idempotency_member})


def _token_reused(operation: Operation) -> Refusal:
    code = "ConflictException" if operation.service == "ssm-incidents" else "ValidationException"
    return Refusal(
        code,
        f"`{operation.idempotency_member}` was used before with other parameters; use a new one for a new request.",
    )
