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
MAY_BE_NONE = frozenset({"ssm-contacts:GetContactPolicy", "ssm-incidents:GetResourcePolicies"})
"""Where `ResourceNotFoundException` may say that there is none; all else that is not found has been lost."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One operation to call, page after page where it has pages."""

    action: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """An operation that was not answered, as a report quotes it."""

    def __init__(self, action: str, refusal: Refusal) -> None:
        self.code = refusal.code
        self.why = f"{refusal.code}: {refusal.message}"
        super().__init__(f"{action} was not answered: {self.why}")


class Asking:
    def __init__(self, source: Source) -> None:
        self._source = source

    async def rows(self, action: str, naming: str = "", **params: Any) -> AsyncIterator[Any]:
        """The rows of a list, of all its pages, each with the member that names it; raise `Refused` for a no."""
        page_of = paging(catalog()[action])
        async for answer in self._answers(Ask(action, params)):
            for row in answer.get(page_of.result if page_of else "", ()):
                if row is None or (naming and naming not in row):
                    raise Refused(action, Refusal("UnreadableAnswer", f"a row of its list lacks {naming or 'all'}"))
                yield row

    async def resource(
        self, kind: str, arn: str, own: Ask | dict[str, tuple[Any, ...]], belongings: Sequence[Ask]
    ) -> Resource | Unread:
        """A resource by its own answer, which it has to have, and by those of what belongs to it."""
        answers: dict[str, tuple[Any, ...]] = {}
        unread: dict[str, str] = {}
        try:
            answers |= own if isinstance(own, dict) else {own.action: await self._whole(own)}
        except Refused as refused:
            return Unread(kind=kind, arn=arn, reason=str(refused))
        for ask in belongings:
            try:
                told = await self._whole(ask)
            except Refused as refused:
                if not (refused.code == "ResourceNotFoundException" and ask.action in MAY_BE_NONE):
                    unread[ask.action] = refused.why
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
            try:
                answer = dict(await self._source.call(ask.action, params))
            except Refusal as refusal:
                raise Refused(ask.action, refusal) from None
            token = answer.pop(page_of.token, None) if page_of else None
            yield answer
            if not token or page_of is None:
                return
            params[page_of.token] = token
