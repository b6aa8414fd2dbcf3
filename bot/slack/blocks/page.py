"""How a page looks in a direct message, while it asks for an answer and after; and the request to be paged that way."""

from __future__ import annotations

from bot.slack.blocks import words
from bot.slack.blocks.elements import Block, Message, actions, button, context, header, section
from bot.slack.blocks.escape import code, mrkdwn, on
from core.engine.ports import ActivationMessage, PageMessage
from core.engine.why_me import why_me
from core.legible import begun

SHOWN_CONTENT = 1500
NAME = 200


def page(message: PageMessage) -> Message:
    """What, how bad, since when, and the button; or what became of it, once it needs no answer any more."""
    return _closed(message) if message.outcome else _asking(message)


def _asking(message: PageMessage) -> Message:
    what = message.title or message.subject
    severity = words.impact(message.impact)
    blocks = [
        header(f"{words.colour(message.impact)} {what}"),
        section("\n".join(filter(None, (_how_bad(message), why_me(message, lambda name: mrkdwn(name, NAME)))))),
        *_content(message),
        actions([button("Acknowledge", "ssm-contacts:AcceptPage", acceptance(message), "primary"), *_all(message)]),
        *_trouble(message),
        section(f"Code {code(message.code)}"),
        context(
            "To answer from elsewhere: "
            + code(
                f"@aws ssm-contacts accept-page --page-id {message.page_arn}"
                f" --accept-type READ --accept-code {message.code}"
            )
        ),
    ]
    lead = f"{severity}: " if severity else ""
    return Message(f"{words.colour(message.impact)} {lead}{mrkdwn(what, 500)}", tuple(blocks))


def _closed(message: PageMessage) -> Message:
    what = message.title or message.subject
    when = f" · {on(message.outcome_at)}" if message.outcome_at else ""
    blocks = [
        header(f"{words.OVER} {what}"),
        section(f"*{mrkdwn(message.outcome or '', 500)}*{when}"),
        section(_how_bad(message)),
        *([actions(_all(message))] if message.others else []),
    ]
    return Message(f"{mrkdwn(message.outcome or '', 500)} — {mrkdwn(what, 500)}", tuple(blocks))


def _all(message: PageMessage) -> list[Block]:
    """One press for everything that came in one message, as far as it still asks."""
    if not message.others:
        return []
    what = f"Acknowledge the other {message.others}" if message.outcome else f"Acknowledge all {message.others + 1}"
    return [button(what, "acknowledge-all", {"page": message.page_arn})]


def acceptance(message: PageMessage) -> dict[str, str]:
    """The request that the button makes; the code is in the message anyway, and no right comes of it."""
    return {"PageId": message.page_arn, "AcceptType": "READ", "AcceptCode": message.code}


def activation(message: ActivationMessage) -> Message:
    """Somebody wants to page this person here: a question, because nobody is paged who did not agree."""
    channel = {"ContactChannelId": message.contact_channel_arn}
    name = mrkdwn(message.contact_name, 200)
    blocks = [
        header("May Muster page you here?"),
        section(
            f"{mrkdwn(begun(message.asked_by), 200)} has added this direct message to the contact *{name}*"
            f" as _{mrkdwn(message.channel_name, 200)}_. If you agree, incidents will page you here, at any hour."
        ),
        actions([
            button("Activate", "ssm-contacts:ActivateContactChannel",
                   {**channel, "ActivationCode": message.code}, "primary"),
            button("Decline", "ssm-contacts:DeactivateContactChannel", channel),
        ]),
        section(f"Code {code(message.code)}"),
        context(
            "By command: "
            + code(
                f"@aws ssm-contacts activate-contact-channel --contact-channel-id {message.contact_channel_arn}"
                f" --activation-code {message.code}"
            )
        ),
    ]  # fmt: skip
    return Message(f"May Muster page you here, as {name}?", tuple(blocks))


def _how_bad(message: PageMessage) -> str:
    severity = words.impact(message.impact)
    parts = [
        f"*{severity}*" if severity else f"from {mrkdwn(message.sender, 200)}",
        f"since {on(message.since)}",
        words.stage(message.stage, message.stages),
        ", ".join(f"<#{channel}>" for channel in message.told_in if channel.isalnum()),
        f"sent {message.attempt} times" if message.attempt > 1 and not message.outcome else "",
    ]
    return " · ".join(part for part in parts if part)


def _trouble(message: PageMessage) -> list[Block]:
    """Who gets it late should know that it was tried before."""
    if not message.trouble or not message.trouble_at:
        return []
    return [context(f"Late: at {on(message.trouble_at)} it could not be sent. {mrkdwn(message.trouble, 300)}")]


def _content(message: PageMessage) -> list[Block]:
    """The words of whoever engaged, unless they only repeat the title."""
    # What an incident says for itself begins with how bad it is, which the line above has said.
    content = message.content.removeprefix(f"{words.impact(message.impact)}.")
    texts = [text.strip() for text in (message.subject, content)]
    said = [text for text in dict.fromkeys(texts) if text and text != (message.title or message.subject).strip()]
    return [section(mrkdwn("\n".join(said), SHOWN_CONTENT))] if said else []
