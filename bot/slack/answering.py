"""Is what somebody says in a conversation the answer to what they were asked there, or none of our business?

Whoever was asked goes on talking to others in the same thread, and nothing of that may become a note.
"""

from __future__ import annotations

import re

from core.conversations.pending_command import PendingCommand
from core.vocabulary.names import nameable
from core.vocabulary.understanding import Command

CANCEL = ("cancel", "never mind", "nevermind")
_AN_OPTION = re.compile(r"\s*(?:[@/]?aws[\s:,]+)?[-—–―−]", re.I)
_CHATTER = "Is it over, do you think?"


def is_answer(text: str, kept: PendingCommand, asked: Command, *, direct: bool, addressed: bool) -> bool:
    """Whether `text` answers: an option or `cancel` always, and the value alone where nothing else can be meant.

    What mentions the bot is a command.  A value alone is one more guess in a thread that others read as well: it
    counts once, and never where any sentence would do for a value.
    """
    if _AN_OPTION.match(text) or is_cancel(text):
        return True
    return not addressed and (direct or not (kept.addressed_only or takes_prose(asked)))


def is_cancel(text: str) -> bool:
    return text.strip().lower().rstrip(".!") in CANCEL


def takes_prose(asked: Command) -> bool:
    """Whether any sentence would do for what is missing first."""
    member = asked.missing[0]
    shape = asked.operation.input_shape.members[member]
    if shape.type_name != "string" or shape.enum or member in nameable(asked.operation):
        return False
    return bool(re.search(str(shape.metadata.get("pattern", "")), _CHATTER))
