"""`@aws get-prepared`: shows the list of steps, opens their forms, carries out what was filled in, shows the list anew.

Nothing is remembered: where the list stands travels with its forms, and what is done is looked up each time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message
from bot.slack.buttons import Press
from bot.slack.conversation import Place, Replies
from bot.slack.get_prepared import board, fields
from bot.slack.get_prepared.looking import Looking
from bot.slack.get_prepared.progress import FormName, may_open
from bot.slack.get_prepared.submission import Form, Submission
from bot.slack.people import People
from bot.slack.talk import Saying
from bot.slack.web import SlackSays, SlackWeb
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.engine.ports import TryLater
from core.errors import Refusal
from core.inbox.entry import InboxEntry

log = logging.getLogger(__name__)

ONE_MOMENT = fields.notice("Get prepared", "One moment, I am asking Slack …")
SLACK_IS_AWAY = fields.notice("Get prepared", "Slack did not answer me. Close this and press the button again.")

STEPS = (
    "ssm-incidents:CreateReplicationSet",
    "ssm-contacts:CreateContact",
    "chatbot:CreateSlackChannelConfiguration",
    "ssm-incidents:CreateResponsePlan",
)
"""What the steps do."""


class GetPrepared:
    def __init__(
        self, dispatcher: Dispatcher, people: People, web: SlackWeb, looking: Looking, forms: Mapping[FormName, Form]
    ) -> None:
        self._dispatcher = dispatcher
        self._people = people
        self._web = web
        self._replies = Replies(web)
        self._looking = looking
        self._forms = forms

    async def typed(self, saying: Saying, caller: Caller, _: str) -> None:
        """The command: the list of steps, in a message that can be changed as they are done."""
        place = saying.place
        if no := await self._refused(caller):
            await self._replies.answer(place, no)
            return
        shown = board.board(await self._looking.found(caller))
        if place.how == "said":
            await self._replies.answer(place, shown)
            return
        # What a slash command answers cannot be changed for long, so the list goes where it can be.
        await self._post(shown, await self._direct_message(caller.user_id))
        if not place.direct:
            await self._replies.whisper(place, Message(board.IN_A_DIRECT_MESSAGE))

    async def looked_again(self, press: Press) -> None:
        """The list as it is now."""
        if await self._may(press):
            await self._show(_about(press.place), press.caller)

    async def pressed(self, press: Press) -> None:
        """The form of a step, at once: what opens it is good for three seconds."""
        if not await self._may(press):
            return
        name: FormName = press.action.removeprefix(board.action_id(""))  # type: ignore[assignment]  # routed by it
        about, form = _about(press.place), self._forms[name]
        found = await self._looking.found(press.caller)
        if not may_open(found, name):
            await self._show(about, press.caller)  # done since, by somebody else or long ago
        elif not form.asks_slack:
            await self._opened(press.place, await form.view(press.caller, found, about))
        elif opened := await self._opened(press.place, ONE_MOMENT):
            try:
                view = await form.view(press.caller, found, about)
            except (SlackSays, TryLater) as no:
                log.info("a form could not be filled: %s", type(no).__name__)
                view = SLACK_IS_AWAY
            await self._web.call("views.update", view_id=opened, view=view)

    async def submitted(self, entry: InboxEntry) -> None:
        """What was filled in becomes operations; a replay makes the same calls."""
        view: Mapping[str, Any] = entry.body["view"]  # type: ignore[assignment]  # read from JSON, kept as it came
        about = fields.about(view)
        place = _place(entry, about)
        caller = await self._people.caller(place.user, place.channel)
        if no := await self._refused(caller):
            await self._replies.whisper(place, no)
            return
        remark = await self._carried_out(entry, view, caller)
        await self._show(about, caller)
        if remark:
            await self._replies.whisper(place, remark)

    async def _carried_out(self, entry: InboxEntry, view: Mapping[str, Any], caller: Caller) -> Message | None:
        name: FormName = str(view.get("callback_id")).removeprefix(board.action_id(""))  # type: ignore[assignment]  # as above
        form, values = self._forms[name], fields.filled_in(view)
        # Slack was told so already; the rule is asked again because an older release may have let it pass.
        if problems := form.problems(values):
            return refusal.sorry(" ".join(problems.values()))
        team = entry.body.get("team")
        submission = Submission(
            caller=caller,
            values=values,
            token=entry.id,
            team_id=str(team.get("id", "")) if isinstance(team, dict) else "",
            dispatcher=self._dispatcher,
        )
        try:
            return await form.carry_out(submission)
        except Refusal as no:
            return refusal.refused(no)

    async def _may(self, press: Press) -> bool:
        if no := await self._refused(press.caller):
            await self._replies.whisper(press.place, no)
        return not no

    async def _refused(self, caller: Caller) -> Message | None:
        """What to answer, and to put on record, where one of the steps is nothing that this person could do."""
        for action in STEPS:
            if await self._dispatcher.may(caller, action):
                continue
            try:
                await self._dispatcher.demand(caller, action, {})
            except Refusal as no:
                return refusal.refused(no) if no.because == "stranger" else _administrators_only(caller)
        return None

    async def _opened(self, place: Place, view: fields.View) -> str | None:
        """The open form's id; None where the press is too old, as after a crash: the person will press again."""
        try:
            told = await self._web.call("views.open", trigger_id=place.trigger_id, view=view)
        except SlackSays as no:
            log.info("a form was not opened: %s", no.error)
            return None
        return str(told["view"]["id"])

    async def _show(self, about: Mapping[str, str], caller: Caller) -> None:
        """Bring the list up to date where it stands; where it was removed, put it there anew."""
        shown = board.board(await self._looking.found(caller))
        try:
            await self._web.call("chat.update", channel=about["channel"], ts=about["ts"], **shown.payload)
        except SlackSays as no:
            log.info("the list of steps was not changed: %s", no.error)
            await self._post(shown, about["channel"], about["thread"])

    async def _post(self, message: Message, channel: str, thread_ts: str = "") -> None:
        await self._web.call("chat.postMessage", channel=channel, thread_ts=thread_ts or None, **message.payload)

    async def _direct_message(self, user_id: str) -> str:
        return str((await self._web.call("conversations.open", users=user_id))["channel"]["id"])


def _about(place: Place) -> dict[str, str]:
    """Where the list of steps stands."""
    return {"channel": place.channel, "ts": str((place.message or {}).get("ts", "")), "thread": place.thread_ts}


def _place(entry: InboxEntry, about: Mapping[str, str]) -> Place:
    user, channel = entry.body.get("user"), about.get("channel", "")
    return Place(
        how="submitted",
        channel=channel,
        user=str(user.get("id", "")) if isinstance(user, dict) else "",
        thread_ts=about.get("thread", ""),
        direct=channel.startswith("D"),
    )


def _administrators_only(caller: Caller) -> Message:
    return refusal.sorry(board.ADMINISTRATORS_ONLY.format(user=caller.user_id))
