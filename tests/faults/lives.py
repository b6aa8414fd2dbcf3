"""A process that can die wherever a task of it gives way: each resumption is counted, and any of them may be the last.

async with life.lived(): ...        what is begun in there, and whatever that begins, dies together
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import ContextVar
from typing import Any

_LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


class PowerCut(BaseException):
    """The process is gone."""


class Life:
    """One process's, up to its last resumption."""

    def __init__(self, last: int | None = None) -> None:
        """`last`: at its so manieth resumption it dies."""
        self.last = last
        self.resumptions = 0
        self.is_over = False
        self._ended = asyncio.Event()
        self.tasks: set[asyncio.Task[Any]] = set()

    def go_on(self) -> None:
        """Count one more; raise `PowerCut` from the last one on."""
        self.resumptions += 1
        if self.resumptions == self.last:
            self.is_over = True
            self._ended.set()
        if self.is_over:
            raise PowerCut

    async def lives(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it; `PowerCut` where the process dies of it, and with it all that it had begun."""
        before = _LIFE.set(self)
        task = asyncio.ensure_future(doing)
        _LIFE.reset(before)
        ended = asyncio.ensure_future(self._ended.wait())
        await asyncio.wait({task, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if self.is_over:
            await self.end()
            raise PowerCut
        return task.result()

    async def end(self) -> None:
        """Nothing of it goes on."""
        self.is_over = True
        while left := [task for task in self.tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=1)
        await asyncio.gather(*self.tasks, return_exceptions=True)


class _Mortal(Coroutine[Any, Any, Any]):
    """A coroutine that asks before it goes on."""

    def __init__(self, inner: Coroutine[Any, Any, Any], life: Life) -> None:
        self._inner, self._life = inner, life
        self.__name__ = getattr(inner, "__name__", "mortal")
        self.__qualname__ = getattr(inner, "__qualname__", "mortal")

    def send(self, value: Any) -> Any:
        try:
            self._life.go_on()
        except PowerCut as cut:
            return self._inner.throw(cut)
        return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        try:
            self._life.go_on()
        except PowerCut as cut:
            return self._inner.throw(cut)
        return self._inner.throw(*error)

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        raise TypeError("only a task runs it")


def mortal_tasks(loop: asyncio.AbstractEventLoop, coroutine: Any, **named: Any) -> asyncio.Task[Any]:
    """A task factory: whoever is begun within a life dies with it."""
    life = _LIFE.get()
    if life is None or getattr(coroutine, "__name__", "") == "_accept_connection2":  # which is the machine's
        return asyncio.Task(coroutine, loop=loop, **named)
    task: asyncio.Task[Any] = asyncio.Task(_Mortal(coroutine, life), loop=loop, **named)
    life.tasks.add(task)
    task.add_done_callback(life.tasks.discard)
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # nobody is left to ask for it
    return task


class SkippingLoop(asyncio.SelectorEventLoop):
    """Its clock can be put forward: who waits for a time-out need not wait for it here."""

    skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped


async def stays_silent(seconds: float, transport: asyncio.BaseTransport | None) -> None:
    """Until whoever asked has given up, which is soon: so many seconds are skipped."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped += seconds
    while transport and not transport.is_closing():  # noqa: ASYNC110 - which tells nobody
        await asyncio.sleep(0.001)
