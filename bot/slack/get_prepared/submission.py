"""A form that somebody sent, on its way to becoming operations; and what every form can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.slack.blocks.elements import Message
from bot.slack.get_prepared.fields import Values, View
from bot.slack.get_prepared.progress import Found
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate

CONFLICT = "ConflictException"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    caller: Caller
    values: Values
    token: str
    """The delivery's id: a replay makes the same calls."""
    team_id: str
    dispatcher: Dispatcher

    async def call(self, action: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """One operation; each of them is called once at most with the same parameters."""
        return await self.dispatcher.call(self.caller, action, dict(params), token=self.token)


class Form(Protocol):
    """What the steps have in common."""

    @property
    def asks_slack(self) -> bool:
        """Whether building it takes longer than a press stays good for."""

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:
        """The modal."""

    def problems(self, values: Values) -> dict[str, str]:
        """What is wrong, by field, as far as that can be told from what was filled in alone."""

    async def carry_out(self, submission: Submission) -> Message | None:
        """Call the operations; what to say beyond the list of steps.  Raises `Refusal`."""


def accepted(action: str, request: Mapping[str, Any]) -> bool:
    """Whether the model of the operation has nothing against this request."""
    try:
        validate(catalog()[action], dict(request))
    except Refusal:
        return False
    return True
