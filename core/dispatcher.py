"""The one door: whatever reaches Muster, by chat, wire or alarm, becomes one `Dispatcher.call`.

It permits, validates, carries out once only, and stores the change together with the record of who asked for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from core.audit.recording import Recorder
from core.authorization.authorizer import Authorizer
from core.authorization.ports import Door as AnotherDoor
from core.authorization.ports import Shareable
from core.authorization.sharing import not_shared
from core.caller import Caller
from core.carrying_out import CarryingOut, Gate, Handler, failed
from core.clock import Clock
from core.errors import ACCESS_DENIED, Because, Refusal
from core.once import AnsweredCalls
from core.page_tokens import PageTokens
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.violations import as_declared
from core.work import Chance, Change, Save, Schedule, Store, Work

NOTHING_ALLOWS: frozenset[Because] = frozenset({"", "this one"})

Answer = TypeVar("Answer")
Function = TypeVar("Function", bound=Callable[..., Awaitable[Mapping[str, Any]]])


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
        self._carrying_out = CarryingOut(
            handlers, gate, store, answered, page_tokens, recorder, clock, chance or Chance()
        )
        self._store = store
        self._recorder = recorder
        self.authorizer = authorizer
        self._clock = clock
        self.watched: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext()
        """Looks on while an operation is called."""

    @property
    def offered(self) -> frozenset[str]:
        """The actions that have a handler."""
        return self._carrying_out.offered

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

    async def forbids(self, caller: Caller, action: str, params: dict[str, Any]) -> bool:
        """Whether something says that this caller may not; that nothing says that they may is another thing."""
        try:
            await self._door_for(caller, catalog()[action], params)
        except Refusal as no:
            return no.because not in NOTHING_ALLOWS
        return False

    async def altogether(self, caller: Caller, do: Callable[[Work], Awaitable[Answer]]) -> Answer:
        """Something larger than an operation: all that it says to its work is stored, or nothing of it."""
        return await self._carrying_out.altogether(caller, do)

    async def within(self, work: Work, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """One operation as a part of something larger that its caller may do.

        It is stored when `work` is, with the record of it, and not without the rest.
        """
        return await self._carrying_out.within(work, catalog()[action], params)

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
            raise failed(operation, error, "nothing was changed") from None

    async def carry_out(
        self, caller: Caller, operation: Operation, params: dict[str, Any], token: str | None
    ) -> dict[str, Any]:
        """The rest, once it is known that this caller may; another account's door comes in here."""
        return await self._carrying_out.call(caller, operation, params, token)
