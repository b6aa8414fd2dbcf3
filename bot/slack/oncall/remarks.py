"""What is said beside an answer: several things, one below the other, and none where it cannot be found out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from bot.slack.blocks.elements import Block
from bot.slack.errands import After
from core.caller import Caller

log = logging.getLogger(__name__)


async def quietly(finding: Awaitable[Sequence[Block]]) -> Sequence[Block]:
    """What cannot be found out keeps neither an answer nor a question away."""
    try:
        return await finding
    except Exception as problem:
        log.warning("nothing is warned of: %s", type(problem).__name__)
        return ()


def together(*several: Mapping[str, After]) -> dict[str, After]:
    """All that any of them has to say, in this order."""
    operations = dict.fromkeys(operation for one in several for operation in one)
    return {
        operation: _one_below_another([one[operation] for one in several if operation in one])
        for operation in operations
    }


def _one_below_another(said: Sequence[After]) -> After:
    async def all_of_it(caller: Caller, request: Mapping[str, Any], answer: Mapping[str, Any]) -> Sequence[Block]:
        return [block for one in said for block in await one(caller, request, answer)]

    return all_of_it
