"""How people are told that Muster is behind."""

from __future__ import annotations

from datetime import datetime

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import at
from core.engine.lateness import WHAT, Late
from core.step import Lane

ADVICE: dict[Lane, str] = {
    "page": "Whoever has to come now is better called directly.",
    "chat": "Pages go out in time; cards and threads may show what was a while ago.",
    "outward": "Pages go out in time; rooms and systems elsewhere hear of incidents later.",
}
SIGN = "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"


def banner(late: Late) -> list[Block]:
    """What is late, the worst first; nothing where nothing is."""
    return [
        section(f"{SIGN} *{WHAT[lane]}.* What has waited longest was due at {at(late[lane])}.\n{ADVICE[lane]}")
        for lane in ADVICE
        if lane in late
    ]


def note(late: Late) -> Message:
    """The same as a message, which is changed when it is over."""
    what = ", ".join(WHAT[lane] for lane in ADVICE if lane in late)
    return Message(what, (*banner(late), context("This message is changed when it is over.")))


def over(since: datetime, until: datetime, late: Late) -> Message:
    """It was late, and is not any more."""
    what = " and ".join(WHAT[lane].replace(" are ", " were ").replace(" is late", " was late") for lane in late)
    return Message(f"{what}; that is over.", (section(f"{what}, from {at(since)} to {at(until)}. That is over."),))
