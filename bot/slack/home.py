"""The app's own page: what is open now, and how to talk to Muster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack.blocks import home as looks
from bot.slack.people import People, Unknown
from bot.slack.web import SlackWeb
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.engine.lateness import Late
from core.errors import Refusal
from core.inbox.entry import InboxEntry

LIST = "ssm-incidents:ListIncidentRecords"
OPEN = {"filters": [{"key": "status", "condition": {"equals": {"stringValues": ["OPEN"]}}}], "maxResults": looks.SHOWN}


def is_home(body: Mapping[str, Any]) -> bool:
    """Whether somebody has opened the page, and not the tab with its messages."""
    event = body.get("event")
    return isinstance(event, Mapping) and event.get("type") == "app_home_opened"


class Home:
    def __init__(self, web: SlackWeb, people: People, dispatcher: Dispatcher, late: Callable[[], Late]) -> None:
        self._web = web
        self._people = people
        self._dispatcher = dispatcher
        self._late = late

    async def on_opened(self, entry: InboxEntry) -> None:
        """Draw it anew for this person."""
        event: Mapping[str, Any] = entry.body["event"]  # type: ignore[assignment]  # read from JSON, kept as it came
        if event.get("tab", "home") != "home":
            return
        user = str(event.get("user", ""))
        try:
            view = await self._view(await self._people.caller(user))
        except Unknown:
            view = looks.closed(
                "I cannot ask Slack right now who you are; open this page again in a minute.", self._late()
            )
        await self._web.call("views.publish", user_id=user, view=view)

    async def _view(self, caller: Caller) -> dict[str, Any]:
        """Whatever an operation would tell this person, and no more."""
        try:
            answer = await self._dispatcher.call(caller, LIST, OPEN)
        except Refusal as no:
            return looks.closed(no.message, self._late())
        return looks.page(answer["incidentRecordSummaries"], self._late())
