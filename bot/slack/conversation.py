"""Where was it said, by whom, and how does an answer get back there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.slack.blocks.elements import Message, section
from bot.slack.deliveries import is_direct
from bot.slack.web import SlackWeb
from core.inbox.entry import InboxEntry

PATIENCE = "I cannot ask Slack right now who you are, so nothing is done yet. I keep trying; you need not repeat it."
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person in one conversation."""

    how: Literal["said", "slash", "pressed", "submitted"]
    channel: str
    user: str
    thread_ts: str = ""
    """The thread that it is in; empty where it stands in the channel itself."""
    answer_ts: str = ""
    """The thread that an answer goes to."""
    direct: bool = False
    response_url: str = ""
    trigger_id: str = ""
    message: Mapping[str, Any] | None = None
    """The message whose button was pressed."""

    @property
    def key(self) -> str:
        """Names the conversation for what waits in it."""
        return f"{self.channel} {self.answer_ts or self.thread_ts} {self.user}"


def said(event: Mapping[str, Any]) -> Place:
    """A mention, a direct message or a reply in a thread."""
    thread_ts, direct = str(event.get("thread_ts") or ""), is_direct(event)
    return Place(
        how="said",
        channel=str(event.get("channel", "")),
        user=str(event.get("user", "")),
        thread_ts=thread_ts,
        # A direct message is a conversation already; in a channel everything stays in the command's own thread.
        answer_ts=thread_ts or ("" if direct else str(event.get("ts") or "")),
        direct=direct,
    )


def slashed(body: Body) -> Place:
    """A slash command, which Slack does not allow in threads."""
    return Place(
        how="slash",
        channel=str(body.get("channel_id", "")),
        user=str(body.get("user_id", "")),
        direct=str(body.get("channel_id", "")).startswith("D"),
        response_url=str(body.get("response_url", "")),
        trigger_id=str(body.get("trigger_id", "")),
    )


def pressed(body: Body) -> Place:
    """A button under a message."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread_ts = str(message.get("thread_ts") or container.get("thread_ts") or "")
    return Place(
        how="pressed",
        channel=channel,
        user=str((body.get("user") or {}).get("id", "")),
        thread_ts=thread_ts,
        answer_ts=thread_ts,
        direct=channel.startswith("D"),
        response_url=str(body.get("response_url", "")),
        trigger_id=str(body.get("trigger_id", "")),
        message=message,
    )


def place_of(entry: InboxEntry) -> Place | None:
    """Where a delivery came from; None for a form and a page, which have no conversation of their own."""
    event = entry.body.get("event")
    match entry.kind:
        case "event" if isinstance(event, dict) and event.get("channel") and event.get("type") != "app_home_opened":
            return said(event)
        case "command":
            return slashed(entry.body)
        case "action":
            return pressed(entry.body)
    return None


class Replies:
    """Sends answers to where they belong."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def answer(self, place: Place, message: Message) -> None:
        """What a command gets: in its thread, or for who typed a slash command, for them alone."""
        if place.how == "said":
            await self._web.call(
                "chat.postMessage", channel=place.channel, thread_ts=place.answer_ts or None, **message.payload
            )
        else:
            await self.whisper(place, message)

    async def whisper(self, place: Place, message: Message) -> None:
        """For this person's eyes alone; in a direct message there is nobody else."""
        if place.response_url:
            answer = {"response_type": "ephemeral", "replace_original": False, **message.payload}
            if place.thread_ts:
                answer["thread_ts"] = place.thread_ts
            await self._web.post_to(place.response_url, answer)
        elif place.direct:
            await self._web.call("chat.postMessage", channel=place.channel, **message.payload)
        else:
            await self._web.call(
                "chat.postEphemeral",
                channel=place.channel,
                user=place.user,
                thread_ts=place.thread_ts or None,
                **message.payload,
            )

    async def ask_patience(self, entry: InboxEntry) -> None:
        """Say that nothing was done yet, and will be."""
        if place := place_of(entry):
            await self.whisper(place, Message(PATIENCE))

    async def replace(self, place: Place, message: Message) -> None:
        """Put something else where the pressed button was; without blocks Slack would keep the old ones."""
        if place.response_url:
            blocks = message.blocks or (section(message.text),)
            answer = {"replace_original": True, "text": message.text, "blocks": list(blocks)}
            await self._web.post_to(place.response_url, answer)
