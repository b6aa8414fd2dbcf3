"""What the operator may ask for of the outbox: what waits there, and that it be tried at once."""

from __future__ import annotations

from bot.http.control import Document
from core.errors import Refusal
from core.outbox.operations import Retrying
from core.outbox.ports import Waiting


class OutboxErrand:
    """`do`: `list`; `retry`, with `steps`, each as the list names it, or none for all."""

    def __init__(self, retrying: Retrying) -> None:
        self._retrying = retrying

    async def do(self, asked: Document) -> Document:
        """The steps that wait, or those that are tried now."""
        match asked:
            case {"do": "list"}:
                return {"steps": [_shown(one) for one in await self._retrying.waiting()]}
            case {"do": "retry", "steps": list(steps)} if all(isinstance(one, str) for one in steps):
                return {"steps": [_shown(one) for one in await self._retrying.retry(steps)]}
        raise Refusal("ValidationException", "This is none of the errands that there are for the outbox.")


def _shown(waiting: Waiting) -> Document:
    step = waiting.step
    return {
        "step": step.key,
        "kind": step.kind,
        "due_at": step.due_at,
        "is_set_aside": waiting.is_set_aside,
        "is_known": step.is_known,
        "attempts": step.attempts,
        "failures": step.failures,
        "error": waiting.error,
        "is_held": bool(step.held_by),
    }
