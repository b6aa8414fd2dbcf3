"""What happens when a modal is submitted."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.slack.blocks import note, refusal
from bot.slack.conversation import Place, Replies
from bot.slack.errands import Errands
from bot.slack.people import People
from core.errors import Refusal
from core.inbox.entry import InboxEntry
from core.vocabulary.catalog import catalog

CREATE = "ssm-incidents:CreateTimelineEvent"

Submitted = Callable[[InboxEntry], Awaitable[None]]


class Forms:
    def __init__(
        self, people: People, replies: Replies, errands: Errands, more: Mapping[str, Submitted] | None = None
    ) -> None:
        self._people = people
        self._replies = replies
        self._errands = errands
        self._forms: dict[str, Submitted] = {note.CALLBACK: self._note, **(more or {})}

    async def on_view(self, entry: InboxEntry) -> None:
        """A form that was filled in; unknown ones are from an older release and have no effect."""
        form = self._forms.get(str(_view(entry).get("callback_id", "")))
        if form:
            await form(entry)

    async def _note(self, entry: InboxEntry) -> None:
        """A note on the timeline, written now, that refers to its incident as automatic events do."""
        about = json.loads(_view(entry).get("private_metadata") or "{}")
        place = _place(entry, about)
        incident, text = str(about.get("incident", "")), typed(entry, "note", "text").strip()
        if not text:
            return
        request = {
            "incidentRecordArn": incident,
            "eventTime": entry.received_at,
            "eventType": "Note",
            "eventData": json.dumps(text, ensure_ascii=False),
            "eventReferences": [{"resource": incident}],
        }
        try:
            caller = await self._people.caller(place.user, place.channel)
            await self._errands.call(caller, catalog()[CREATE], request, entry.id)
        except Refusal as no:
            await self._replies.whisper(place, refusal.refused(no))


def typed(entry: InboxEntry, block_id: str, action_id: str) -> str:
    """What was typed into one field."""
    values = (_view(entry).get("state") or {}).get("values") or {}
    return str(((values.get(block_id) or {}).get(action_id) or {}).get("value") or "")


def _view(entry: InboxEntry) -> dict[str, Any]:
    view = entry.body.get("view")
    return view if isinstance(view, dict) else {}


def _place(entry: InboxEntry, about: Mapping[str, Any]) -> Place:
    user = entry.body.get("user")
    return Place(
        how="submitted",
        channel=str(about.get("channel", "")),
        user=str(user.get("id", "")) if isinstance(user, dict) else "",
        thread_ts=str(about.get("thread", "")),
        direct=str(about.get("channel", "")).startswith("D"),
    )
