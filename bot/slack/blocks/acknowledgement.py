"""What the Acknowledge button answers, for the eyes of whoever pressed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.slack.blocks import words
from bot.slack.blocks.elements import Message
from bot.slack.blocks.escape import code, mrkdwn, on


def accepted() -> Message:
    return Message(f"{words.DONE} Acknowledged. It is yours now; the others will not be paged any more.")


def already(who: str, at: datetime) -> Message:
    return Message(f"{words.DONE} Already acknowledged by *{mrkdwn(who, 200)}*, {on(at)}.")


def stopped(at: datetime) -> Message:
    return Message(f"This page needs no answer any more: paging was stopped {on(at)}.")


def not_asked(people: Sequence[str]) -> Message:
    """Somebody wants to help who has not been paged."""
    who = ", ".join(f"*{mrkdwn(name, 100)}*" for name in people[:10])
    now = f" Being paged now: {who}." if who else " Nobody has a page that asks for an answer at this moment."
    return Message(
        f"You have not been paged for this incident, so there is nothing of yours to acknowledge.{now}"
        f" To be called in, use {code('@aws ssm-contacts start-engagement --contact-id YOUR-NAME')} in this thread."
    )


def nobody_asked() -> Message:
    return Message("Nobody is being paged for this incident, so there is nothing to acknowledge.")


def accepted_all(count: int) -> Message:
    return Message(f"{words.DONE} Acknowledged all {count}. They are yours now." if count > 1 else accepted().text)


def nothing_left() -> Message:
    return Message("Nothing in this message asks you for an answer any more.")
