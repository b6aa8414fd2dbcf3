"""Several providers of one type: the first is asked, and each next one where that fails or where nothing arrives.

A page's reference says which provider has had it in which attempt, so that whoever pages by the same attempt again,
because nobody has heard that it arrived, does so by the next provider.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from urllib.parse import quote, unquote

from bot.delivery import out_of_order
from bot.providers import in_words
from core.clock import Clock
from core.engine.ports import (
    ActivationMessage,
    Busy,
    CannotDeliver,
    CannotTell,
    Carrier,
    HandedOver,
    Notice,
    PageMessage,
    TryLater,
)
from core.operators.ports import Operators

log = logging.getLogger(__name__)

ALL_WITHIN = timedelta(seconds=50)
"""Shorter than a step may take."""
ONE_WITHIN = timedelta(seconds=20)
RESTS = timedelta(seconds=30)
"""So long the others are asked first, where a provider has failed and did not say for how long."""
AGAIN_IN = timedelta(seconds=5)

T = TypeVar("T")


class Provider(Carrier, Protocol):
    """One of them; says with `HandedOver.report_within` by when it will know whether a page has arrived."""

    @property
    def name(self) -> str:
        """What receipts, logs and metrics call it: neither secret nor personal, and without blanks."""


@dataclass(frozen=True, slots=True)
class Token:
    """One sending: which attempt, by whom, and what the provider calls it."""

    attempt: int
    provider: str
    reference: str

    def __str__(self) -> str:
        return f"{self.attempt}|{quote(self.provider, safe=':.')}|{quote(self.reference, safe='')}"


def tokens_of(message: PageMessage) -> list[Token]:
    """All sendings of a page that are known of."""
    parts = (token.split("|") for token in (message.reference or "").split())
    return [Token(int(part[0]), unquote(part[1]), unquote(part[2])) for part in parts if len(part) == 3]


class Chain:
    """Carries one type of contact channel."""

    def __init__(
        self, providers: Sequence[Provider], clock: Clock, operators: Operators, carried: str = "messages"
    ) -> None:
        """`carried`: what operators call that which they carry."""
        self._providers = tuple(providers)
        self._carried = carried
        self._clock = clock
        self._operators = operators
        self._resting: dict[str, datetime] = {}

    async def page(self, message: PageMessage) -> HandedOver:
        """By the first that takes it; a second time for the same attempt, by one that has not had it yet."""
        left = self._untried(message)
        if not left:
            raise CannotDeliver("no provider has reported that it arrived, and none is left to try")
        failures: list[str] = []
        provider, said = await self._first(left, lambda one: one.page(_as_known_to(one, message)), failures)
        return replace(said, reference=_reference(said, message, provider), failures=tuple(failures))

    async def find(self, message: PageMessage) -> HandedOver | None:
        """Where one of those has it that were to be asked next."""
        doubt: CannotTell | None = None
        for provider in self._untried(message):
            try:
                if said := await provider.find(_as_known_to(provider, message)):
                    return replace(said, reference=_reference(said, message, provider))
            except CannotTell as no:
                doubt = no
        if doubt:
            raise doubt
        return None

    async def revise(self, message: PageMessage) -> None:
        """Whoever has had it may change it."""
        having = {token.provider for token in tokens_of(message)}
        for provider in self._providers:
            if provider.name in having:
                await provider.revise(_as_known_to(provider, message))

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """Each further code begins with another provider: who asks for one has not got the one before."""
        first = (message.times_sent - 1) % len(self._providers)
        turned = (*self._providers[first:], *self._providers[:first])
        _, said = await self._first(turned, lambda one: one.activate(message), [])
        return said

    async def warn(self, message: Notice) -> None:
        """By the first that takes it."""
        await self._first(self._providers, lambda one: one.warn(message), [])

    def _untried(self, message: PageMessage) -> list[Provider]:
        tried = {token.provider for token in tokens_of(message) if token.attempt == message.attempt}
        return [one for one in self._providers if one.name not in tried]

    async def _first(
        self, providers: Sequence[Provider], do: Callable[[Provider], Awaitable[T]], failures: list[str]
    ) -> tuple[Provider, T]:
        """What the first of them says that can; those that failed lately come last."""
        problems: list[Exception] = []
        for provider in sorted(providers, key=self._is_resting):
            try:
                async with asyncio.timeout(self._patience.total_seconds()):
                    said = await do(provider)
            except Exception as problem:
                problems.append(problem)
                if not isinstance(problem, Busy):  # who has enough to do is out of order as little as we are
                    failures.append(f"{in_words(provider.name)}: {self._noted(provider, problem)}")
            else:
                self._resting.pop(provider.name, None)
                self._operators.over(out_of_order.about(self._carried, provider.name))
                return provider, said
        raise _worth_most(problems, failures)

    @property
    def _patience(self) -> timedelta:
        return min(ONE_WITHIN, ALL_WITHIN / len(self._providers))

    def _is_resting(self, provider: Provider) -> bool:
        until = self._resting.get(provider.name)
        return until is not None and until > self._clock.now()

    def _noted(self, provider: Provider, problem: Exception) -> str:
        """What was in the way, in words that tell nothing personal."""
        if isinstance(problem, CannotDeliver):  # it is the message that cannot be delivered, not the provider
            return str(problem)
        reason = _reason(problem)
        after = problem.after if isinstance(problem, TryLater) else RESTS
        self._resting[provider.name] = self._clock.now() + min(after, RESTS)
        others = [one.name for one in self._providers if one is not provider]
        self._operators.tell(
            out_of_order.about(self._carried, provider.name),
            out_of_order.told(self._carried, provider.name, reason, others),
        )
        log.warning("provider %s: %s", provider.name, reason)
        return reason


def _reason(problem: Exception) -> str:
    if isinstance(problem, TryLater):
        return problem.reason
    if isinstance(problem, TimeoutError):
        return "it did not answer in time"
    fails = "it cannot be reached" if isinstance(problem, OSError) else "it fails in a way that Muster does not know"
    return f"{fails} ({type(problem).__name__})"  # its text may quote what was to be sent


def _worth_most(problems: Sequence[Exception], failures: Sequence[str]) -> Exception:
    """An outage is over one day; a fault of ours shall be seen as one; a no is for good."""
    busy = [no for no in problems if isinstance(no, Busy)]
    if busy and not failures:
        return min(busy, key=lambda no: no.after)
    waits = [no.after if isinstance(no, TryLater) else AGAIN_IN for no in problems if _passes(no)]
    if waits:
        return TryLater(min(waits), "; ".join(failures))
    unexpected = [no for no in problems if not isinstance(no, CannotDeliver)]
    return unexpected[0] if unexpected else CannotDeliver("; ".join(failures))


def _passes(problem: Exception) -> bool:
    return isinstance(problem, TryLater | TimeoutError | OSError)


def _as_known_to(provider: Provider, message: PageMessage) -> PageMessage:
    """The message with what this provider called it the last time."""
    if message.reference is None:
        return message
    own = [token.reference for token in tokens_of(message) if token.provider == provider.name]
    return replace(message, reference=own[-1] if own else None)


def _reference(said: HandedOver, message: PageMessage, provider: Provider) -> str:
    """All sendings, the last being this one."""
    now = Token(message.attempt, provider.name, said.reference or said.info)
    return " ".join(map(str, (*tokens_of(message), now)))
