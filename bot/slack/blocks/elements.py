"""The few pieces of Block Kit that messages here are made of, each within Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.slack.blocks.escape import BUTTON, FIELD, HEADER, TEXT, plain, trimmed

Block = dict[str, Any]
NOTIFICATION = 1000
VALUE = 2000
"""So much can a button carry."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the words of the notification, and how it looks in the conversation."""

    text: str
    blocks: tuple[Block, ...] = ()

    @property
    def payload(self) -> dict[str, Any]:
        """As arguments of chat.postMessage and its kin."""
        text = trimmed(self.text, NOTIFICATION if self.blocks else TEXT)
        return {"text": text, "blocks": list(self.blocks)} if self.blocks else {"text": text}


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": plain(text, HEADER), "emoji": False}}


def section(mrkdwn: str) -> Block:
    """`mrkdwn` is safe already.  `verbatim`: Slack is not to find mentions and channels in it by itself."""
    return {"type": "section", "text": _mrkdwn(mrkdwn, TEXT)}


def fields(texts: Sequence[str]) -> list[Block]:
    """Short values side by side, ten to a block."""
    return [
        {"type": "section", "fields": [_mrkdwn(text, FIELD) for text in texts[start : start + 10]]}
        for start in range(0, len(texts), 10)
    ]


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(mrkdwn, FIELD)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(buttons: Iterable[Block]) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(
    label: str, action_id: str, value: Mapping[str, object] | str = "", style: Literal["primary", "danger", ""] = ""
) -> Block:
    """Pressing it asks for `action_id`, with the members of `value`."""
    made: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": plain(label, BUTTON), "emoji": False},
        "action_id": action_id,
        "value": value if isinstance(value, str) else compact(value),
    }
    return {**made, "style": style} if style else made


def compact(value: object) -> str:
    """JSON without blanks, and without a sign that could begin a mention: what a button carries."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str).replace("<", "\\u003c")


def _mrkdwn(text: str, limit: int) -> Block:
    return {"type": "mrkdwn", "text": trimmed(text, limit), "verbatim": True}
