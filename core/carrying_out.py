"""Carries out a call that is permitted: validated, once only, and stored together with the record of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from traceback import format_tb
from typing import Any, Protocol, TypeVar

from core import unreadable
from core.audit.event import AuditEvent
from core.audit.recording import Recorder
from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict, Refusal
from core.once import Answered, AnsweredCalls, answered_key, digest_of
from core.page_tokens import PageTokens
from core.vocabulary.catalog import Operation
from core.vocabulary.constraints import validate
from core.work import Chance, Store, Work

log = logging.getLogger(__name__)

Done = TypeVar("Done")
Handler = Callable[[Work, Any], Awaitable[Mapping[str, Any]]]

ATTEMPTS = 20
"""How often a call is tried again when others change what it rests on; each round at least one of them gets through."""


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
    digest: str
    """Of what a token of the caller's own stands for; nothing where it is a delivery's, which is the same each time."""


@dataclass(frozen=True, slots=True)
class CarryingOut:
    handlers: Mapping[str, Handler]
    gate: Gate
    store: Store
    answered: AnsweredCalls
    page_tokens: PageTokens
    recorder: Recorder
    clock: Clock
    chance: Chance

    @property
    def offered(self) -> frozenset[str]:
        """The actions that have a handler."""
        return frozenset(self.handlers)

    async def call(
        self, caller: Caller, operation: Operation, params: dict[str, Any], token: str | None
    ) -> dict[str, Any]:
        """Carry out one operation and answer as its output shape says; raise `Refusal` where it cannot be."""
        request = validate(operation, params)
        handler = self.handlers.get(operation.action)
        if handler is None:
            raise Refusal("UnsupportedOperationException", f"`{operation.command}` is not offered yet.")
        await self.gate.admit(operation)
        request = await self.page_tokens.opened(operation, request)
        call = _call(caller, operation, request, token)
        try:
            answer = await self._until_stored(handler, call)
            return await self.page_tokens.sealed(operation, request, answer)
        except Refusal:
            raise
        except Exception as error:
            raise failed(operation, error, "nothing was changed") from None

    async def altogether(self, caller: Caller, do: Callable[[Work], Awaitable[Done]]) -> Done:
        """Again where others have changed what it rests on."""
        for _ in range(ATTEMPTS):
            work = Work(caller, self.clock.now(), self.chance)
            done = await do(work)
            with suppress(Conflict):
                await self.store.commit(work.changes)
                return done
        raise _too_many()

    async def within(self, work: Work, operation: Operation, params: dict[str, Any]) -> dict[str, Any]:
        """The same as a part of `work`, whose caller's it is; whoever stores that tries again where it has to be."""
        call = Call(work.caller, operation, validate(operation, params), None, "")
        await self.gate.admit(operation)
        answer = dict(await self.handlers[operation.action](work, call.request))
        work.save(self._record(call, answer))
        return answer

    async def _until_stored(self, handler: Handler, call: Call) -> dict[str, Any]:
        """The answer; of a repetition, that of the first call.

        Each call is taken for new until it is refused or conflicts, which a repetition does: few are, and to look first
        whether it is one would be a read for each.
        """
        for _ in range(ATTEMPTS):
            work = Work(call.caller, self.clock.now(), self.chance)
            answer = await self._answer(handler, call, work)
            try:
                await self.store.commit(work.changes)
            except Conflict:
                if (earlier := await self._earlier_answer(call, work)) is None:
                    continue
                await self.store.commit(work.changes)
                return earlier
            except Exception as error:  # not "nothing": a key may be gone by now, and a disk may have taken it all
                raise failed(call.operation, error, "look at what is there before you repeat it") from None
            if isinstance(answer, Refusal):
                raise answer
            return answer
        raise _too_many()

    async def _answer(self, handler: Handler, call: Call, work: Work) -> dict[str, Any] | Refusal:
        """What the handler says, with the record of it in `work`; a refusal that keeps something keeps only that."""
        try:
            answer = dict(await handler(work, call.request))
        except Refusal as refusal:
            if (earlier := await self._earlier_answer(call, work)) is not None:
                return earlier
            if not refusal.kept:
                raise
            work.changes.clear()
            refused = self.recorder.refused(call.caller, call.operation, call.request, refusal)
            work.save(*refusal.kept, refused)
            return refusal
        record = self._record(call, answer)
        if call.operation.read_only:
            work.note(record)
        else:
            work.save(record)
        if call.token:
            key = answered_key(call.caller.arn, call.operation.action, call.token)
            work.save(Answered(key=key, digest=call.digest, answer=answer, at=work.now))
        return answer

    async def _earlier_answer(self, call: Call, work: Work) -> dict[str, Any] | None:
        """What was answered to it before, with the record that it was asked again as all that `work` holds."""
        if call.token is None:
            return None
        earlier = await self.answered.get(answered_key(call.caller.arn, call.operation.action, call.token))
        if earlier is None:
            return None
        if call.digest and earlier.digest != call.digest:
            raise _token_reused(call.operation)
        work.changes.clear()
        work.note(self._record(call, earlier.answer))
        return earlier.answer

    def _record(self, call: Call, answer: dict[str, Any]) -> AuditEvent:
        return self.recorder.answered(call.caller, call.operation, call.request, answer)


def failed(operation: Operation, error: Exception, meaning: str) -> Refusal:
    """What went wrong is ours to see and not the caller's; an exception's text may quote what was sealed."""
    if refusal := unreadable.refusal(operation, error):
        if not isinstance(error, unreadable.TOLD):
            log.error("%s: %s", operation.action, error)
        return refusal
    log.error("%s failed: %s\n%s", operation.action, type(error).__name__, "".join(format_tb(error.__traceback__)))
    return Refusal("InternalServerException", f"`{operation.command}` failed; {meaning}.")


def _too_many() -> Refusal:
    return Refusal("InternalServerException", "Too many others are changing the same thing; try again.")


def _is_not_remembered(operation: Operation) -> bool:
    """What changes nothing may be asked again, and an answer that holds a secret must not lie about."""
    return operation.read_only or operation.hands_out_credentials


def _call(caller: Caller, operation: Operation, request: dict[str, Any], token: str | None) -> Call:
    member = operation.idempotency_member or ""
    if _is_not_remembered(operation) or not (own := request.get(member)):
        return Call(caller, operation, request, None if _is_not_remembered(operation) else token, "")
    return Call(caller, operation, request, own, digest_of({k: v for k, v in request.items() if k != member}))


def _token_reused(operation: Operation) -> Refusal:
    code = "ConflictException" if operation.service == "ssm-incidents" else "ValidationException"
    return Refusal(
        code,
        f"`{operation.idempotency_member}` was used before with other parameters; use a new one for a new request.",
    )
