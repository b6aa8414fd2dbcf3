"""May this page token be used here and now?  Outside they are opaque, and good for one list and one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from core.clock import Clock
from core.errors import Refusal
from core.once import digest_of
from core.vocabulary.catalog import Operation
from core.vocabulary.pages import Paging, paging

GOOD_FOR = timedelta(hours=24)
OWN_ERROR = "InvalidNextTokenException"
"""What CloudTrail has for it; the other services have `ValidationException`."""


class Sealer(Protocol):
    async def seal(self, text: str, about: str) -> str:
        """`text`, unreadable, in letters that every service's tokens may have; it opens only for the same `about`."""

    async def open(self, sealed: str, about: str) -> str | None:
        """What was sealed; None for anything else."""


class PageTokens:
    """Handlers write and read plain cursors (`core.vocabulary.pages`); whoever calls sees only what is sealed here."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    async def opened(self, operation: Operation, request: dict[str, Any]) -> dict[str, Any]:
        """The request with its plain cursor; a `Refusal` for a token that is stale or another list's."""
        members = paging(operation)
        if members is None or not request.get(members.token):
            return request
        text = await self._sealer.open(request[members.token], _about(operation, members, request))
        given_at, _, cursor = (text or "").partition(" ")
        if not cursor or self._clock.now() - datetime.fromtimestamp(int(given_at), UTC) > GOOD_FOR:
            code = OWN_ERROR if OWN_ERROR in operation.errors else "ValidationException"
            raise Refusal(
                code,
                f"The {members.token} is not one that this operation gave out for the same request in the last "
                f"{GOOD_FOR // timedelta(hours=1)} hours. Start again without it.",
            )
        return {**request, members.token: cursor}

    async def sealed(self, operation: Operation, request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """The answer with a token that nobody can read, change, or use for another list."""
        members = paging(operation)
        if members is None or not answer.get(members.token):
            return answer
        text = f"{int(self._clock.now().timestamp())} {answer[members.token]}"
        return {**answer, members.token: await self._sealer.seal(text, _about(operation, members, request))}


def _about(operation: Operation, members: Paging, request: Mapping[str, Any]) -> str:
    """Which list a token belongs to: all that was asked, but for where the page begins and how long it is."""
    asked = {name: value for name, value in request.items() if name not in (members.token, members.limit)}
    return f"{operation.action} {digest_of(asked)}"
