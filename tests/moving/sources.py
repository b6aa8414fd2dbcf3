"""Sources that are slow of speech, forgetful of nothing, or fall silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.moving.source_gone import SourceGone
from core.moving.ports import Source
from core.vocabulary.catalog import catalog
from core.vocabulary.pages import paging


@dataclass
class Breaking:
    """Answers so often, and then no more."""

    source: Source
    left: int

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        if self.left == 0:
            raise SourceGone("the line is dead")
        self.left -= 1
        return await self.source.call(action, params)


@dataclass
class Remembering:
    """Asks for everything once only."""

    source: Source
    answers: dict[str, dict[str, Any]]

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        asked = f"{action} {params}"
        if asked not in self.answers:
            self.answers[asked] = await self.source.call(action, params)
        return dict(self.answers[asked])


@dataclass
class SmallPages:
    """Gives two rows at a time, whatever is asked for, as a source may."""

    source: Source

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        page_of = paging(catalog()[action])
        fewer = {page_of.limit: 2} if page_of and page_of.limit else {}
        return await self.source.call(action, params | fewer)
