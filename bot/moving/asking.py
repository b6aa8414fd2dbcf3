"""Asks a source: all pages of a list, and of what belongs to a resource whatever it is willing to tell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal
from core.moving.ports import Source
from core.moving.resource import Resource, Unread
from core.vocabulary.catalog import catalog
from core.vocabulary.pages import paging

ROWS = 100
"""In one page, of lists that give so many: the fewer calls, the sooner AWS has answered them."""
NOTHING_THERE = frozenset({"ResourceNotFoundException"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One operation to call, page after page where it has pages."""

    action: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Asking:
    def __init__(self, source: Source) -> None:
        self._source = source

    async def rows(self, action: str, **params: Any) -> AsyncIterator[Any]:
        """The rows of a list, of all its pages; raise `Refusal` where it is refused."""
        page_of = paging(catalog()[action])
        async for answer in self._answers(Ask(action, params)):
            for row in answer.get(page_of.result if page_of else "", ()):
                yield row

    async def resource(
        self, kind: str, arn: str, own: Ask | dict[str, tuple[Any, ...]], belongings: Sequence[Ask]
    ) -> Resource | Unread:
        """A resource by its own answer, which it has to have, and by those of what belongs to it."""
        answers: dict[str, tuple[Any, ...]] = {}
        unread: dict[str, str] = {}
        try:
            answers |= own if isinstance(own, dict) else {own.action: await self._whole(own)}
        except Refusal as refusal:
            return Unread(kind=kind, arn=arn, reason=said(refusal))
        for ask in belongings:
            try:
                told = await self._whole(ask)
            except Refusal as refusal:
                if refusal.code not in NOTHING_THERE:
                    unread[ask.action] = said(refusal)
            else:
                answers[ask.action] = (*answers.get(ask.action, ()), *told)
        return Resource(kind=kind, arn=arn, answers=answers, unread=unread)

    async def _whole(self, ask: Ask) -> tuple[dict[str, Any], ...]:
        return tuple([answer async for answer in self._answers(ask)])

    async def _answers(self, ask: Ask) -> AsyncIterator[dict[str, Any]]:
        """Each page, without the token that led to the next one."""
        operation = catalog()[ask.action]
        page_of = paging(operation)
        params = dict(ask.params)
        if page_of and page_of.limit:
            most = operation.input_shape.members[page_of.limit].metadata.get("max", ROWS)
            params[page_of.limit] = min(ROWS, most)
        while True:
            answer = dict(await self._source.call(ask.action, params))
            token = answer.pop(page_of.token, None) if page_of else None
            yield answer
            if not token or page_of is None:
                return
            params[page_of.token] = token


def said(refusal: Refusal) -> str:
    """A refusal as a report quotes it."""
    return f"{refusal.code}: {refusal.message}"
