"""How did a call, a step or a message go, and how long did it take?  Told to the figures and to the traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

from prometheus_client import Counter, Histogram

from bot.watching.metrics import Metrics
from bot.watching.spans import NoSpans, Spans
from core.clock import Clock
from core.engine.loop import Deed
from core.engine.ports import CannotDeliver, TryLater
from core.errors import Refusal
from core.step import Kind, Step
from core.unreadable import CLOSED

Labelled = TypeVar("Labelled", Counter, Histogram)


class Observer:
    """Looks on; nothing that is observed depends on it."""

    def __init__(self, metrics: Metrics | None = None, spans: Spans | None = None) -> None:
        self.metrics = metrics or Metrics()
        self.spans = spans or NoSpans()

    @contextmanager
    def call(self, action: str) -> Iterator[None]:
        """A call of an operation."""
        lasts = series(self.metrics.call_lasts, action.partition(":")[0])
        with self.spans.span(action), _judged(self.metrics.calls, lasts, action):
            yield

    @contextmanager
    def step(self, step: Step, late: float) -> Iterator[None]:
        """A step of the engine, begun `late` seconds after its time."""
        series(self.metrics.step_late, step.lane).observe(max(late, 0))
        with (
            self.spans.span(f"step {step.kind}", attempt=step.attempts, late=late),
            _judged(self.metrics.steps, series(self.metrics.step_lasts, step.kind), step.kind),
        ):
            yield

    @contextmanager
    def send(self, carrier: str, message: str) -> Iterator[None]:
        """A message that is handed to a carrier, such as `smtp`; `message` is its kind, such as `page`."""
        with (
            self.spans.span(f"send {message}", carrier=carrier),
            _judged(self.metrics.sends, series(self.metrics.send_lasts, carrier), carrier, message),
        ):
            yield

    def deeds(self, deeds: Mapping[Kind, Deed], clock: Clock) -> dict[Kind, Deed]:
        """The same deeds, looked on."""
        return {kind: self._deed(deed, clock) for kind, deed in deeds.items()}

    def _deed(self, deed: Deed, clock: Clock) -> Deed:
        async def observed(step: Step) -> None:
            with self.step(step, (clock.now() - step.due_at).total_seconds()):
                await deed(step)

        return observed


@lru_cache(maxsize=1000)
def series(metric: Labelled, *labels: str) -> Labelled:
    """The metric with these labels; it is faster to remember them than to look at them again."""
    return metric.labels(*labels)


@contextmanager
def _judged(counter: Counter, lasts: Histogram, *labels: str) -> Iterator[None]:
    began = perf_counter()
    outcome = "cut off"
    try:
        yield
        outcome = "ok"
    except Exception as problem:
        outcome = _outcome(problem)
        raise
    finally:
        lasts.observe(perf_counter() - began)
        series(counter, *labels, outcome).inc()


def _outcome(problem: Exception) -> str:
    match problem:
        case TryLater():
            return "later"
        case CannotDeliver():
            return "refused"
        case Refusal(code="InternalServerException"):
            return "failed"
        case Refusal():
            return "refused"
    return "closed" if isinstance(problem, CLOSED) else "failed"
