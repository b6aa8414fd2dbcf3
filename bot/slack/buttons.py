"""What happens when a button is pressed.  A button's `action_id` is an operation, or one of the few words below.

Whatever a press shows, it asks first whether this person may do what the button leads to: a refusal is on record then.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.acknowledging import Acknowledging
from bot.slack.blocks import confirm, note, refusal
from bot.slack.blocks.elements import Message
from bot.slack.conversation import Place, Replies, pressed
from bot.slack.errands import Errands, with_below
from bot.slack.people import People
from bot.slack.web import SlackSays, SlackWeb
from core.authorization.own import OWN
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.inbox.entry import InboxEntry
from core.incidents.ports import Incidents
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.understanding import Command

log = logging.getLogger(__name__)

ACCEPT, ACTIVATE = "ssm-contacts:AcceptPage", "ssm-contacts:ActivateContactChannel"
DEACTIVATE = "ssm-contacts:DeactivateContactChannel"
ADD_NOTE, RESOLVE = "ssm-incidents:CreateTimelineEvent", "ssm-incidents:UpdateIncidentRecord"
THEIRS = OWN | {"acknowledge", "acknowledge-all"}
"""What somebody does about what is theirs."""
SETTLED = {
    ACTIVATE: "\N{WHITE HEAVY CHECK MARK} Activated: incidents can page you here now.",
    DEACTIVATE: "Declined: you will not be paged here.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One button, pressed by one person."""

    place: Place
    caller: Caller
    action: str
    value: Mapping[str, Any]
    token: str


Answering = Callable[[Press], Awaitable[None]]


class Buttons:
    def __init__(
        self,
        web: SlackWeb,
        people: People,
        dispatcher: Dispatcher,
        replies: Replies,
        errands: Errands,
        acknowledging: Acknowledging,
        incidents: Incidents,
        more: Mapping[str, Answering] | None = None,
    ) -> None:
        self._web = web
        self._people = people
        self._dispatcher = dispatcher
        self._replies = replies
        self._errands = errands
        self._acknowledging = acknowledging
        self._incidents = incidents
        self._words: dict[str, Answering] = {
            "acknowledge": self._acknowledge,
            "acknowledge-all": self._acknowledge_all,
            "add-note": self._add_note,
            "resolve": self._resolve,
            "confirm": self._confirm,
            "never-mind": self._never_mind,
            "show-more": self._show_more,
            ACCEPT: self._accept,
            **(more or {}),
        }

    async def on_action(self, entry: InboxEntry) -> None:
        """A delivery of what was pressed; a message has one button pressed at a time."""
        place = pressed(entry.body)
        actions = entry.body.get("actions")
        action = actions[0] if isinstance(actions, list) and actions else {}
        wanted = str(action.get("action_id", ""))
        asks_for = self._people.owner if wanted in THEIRS else self._people.caller
        caller = await asks_for(place.user, place.channel)
        await self._answer(Press(place=place, caller=caller, action=wanted, value=_value(action), token=entry.id))

    async def _answer(self, press: Press) -> None:
        answering = self._words.get(press.action)
        try:
            if answering:
                await answering(press)
            elif press.action in catalog():
                await self._operation(press)
            else:
                log.warning("nobody knows the button %.80r", press.action)
        except Refusal as no:
            await self._replies.whisper(press.place, refusal.refused(no))

    async def _operation(self, press: Press) -> None:
        """Any operation, with the parameters that its button carries."""
        await self._errands.call(press.caller, catalog()[press.action], press.value, press.token)
        await self._replies.replace(press.place, confirm.settled(SETTLED.get(press.action, "Done.")))

    async def _accept(self, press: Press) -> None:
        """A page's own button; the engine changes the page to say that it was answered."""
        page_arn = str(press.value.get("PageId", ""))
        caller = await self._people.with_contacts(press.caller)
        if (earlier := await self._acknowledging.already(caller, page_arn)) is not None:
            await self._replies.whisper(press.place, earlier)
            return
        await self._errands.call(caller, catalog()[ACCEPT], press.value, press.token)

    async def _acknowledge(self, press: Press) -> None:
        """An incident's button: for all pages of it that ask this person."""
        caller = await self._people.with_contacts(press.caller)
        answer = await self._acknowledging.incident(caller, str(press.value.get("incident", "")), press.token)
        await self._replies.whisper(press.place, answer)

    async def _acknowledge_all(self, press: Press) -> None:
        """The button of a message that several pages came in."""
        caller = await self._people.with_contacts(press.caller)
        answer = await self._acknowledging.bundle(caller, str(press.value.get("page", "")), press.token)
        await self._replies.whisper(press.place, answer)

    async def _add_note(self, press: Press) -> None:
        incident = str(press.value.get("incident", ""))
        await self._dispatcher.demand(press.caller, ADD_NOTE, {"incidentRecordArn": incident})
        modal = note.modal(incident, press.place.channel, press.place.thread_ts)
        try:
            await self._web.call("views.open", trigger_id=press.place.trigger_id, view=modal)
        except SlackSays as no:
            # After a crash the press is too old to open anything; the person will press again.
            log.info("the note's form was not opened: %s", no.error)

    async def _resolve(self, press: Press) -> None:
        arn = str(press.value.get("incident", ""))
        await self._dispatcher.demand(press.caller, RESOLVE, {"arn": arn, "status": "RESOLVED"})
        incident = await self._incidents.get(arn)
        if incident is None:
            answer = refusal.sorry("This incident is no longer stored.")
        elif incident.status == "RESOLVED":
            answer = Message("This incident is already resolved.")
        else:
            answer = confirm.resolution(incident.arn, incident.title)
        await self._replies.whisper(press.place, answer)

    async def _confirm(self, press: Press) -> None:
        operation = self._operation_of(press)
        params = press.value.get("params") or {}
        answer = await self._errands.call(press.caller, operation, params, press.token)
        remarks = await self._errands.said_after(press.caller, operation, params, answer)
        await self._replies.replace(press.place, with_below(confirm.settled(confirm.outcome(operation)), remarks))

    async def _never_mind(self, press: Press) -> None:
        await self._replies.replace(press.place, confirm.settled("Nothing was changed."))

    async def _show_more(self, press: Press) -> None:
        operation = self._operation_of(press)
        if operation.read_only:
            params = press.value.get("params") or {}
            await self._errands.run(press.place, press.caller, Command(operation, params), press.token)

    def _operation_of(self, press: Press) -> Operation:
        return catalog()[str(press.value.get("action", ""))]


def _value(action: Mapping[str, Any]) -> dict[str, Any]:
    """What the button carries; nothing where it is not ours."""
    try:
        value = json.loads(str(action.get("value") or "{}"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
