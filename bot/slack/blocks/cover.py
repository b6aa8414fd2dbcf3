"""How a cover looks: to whoever is asked, to whoever asks, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.slack.blocks import words
from bot.slack.blocks.elements import Message, actions, button, context, section
from bot.slack.blocks.escape import code, mrkdwn, until
from core.covers.burden import AROUND, Burden
from core.covers.cover import Cover, Over, Party, Turn

AGREE, DECLINE, WITHDRAW = "cover-agree", "cover-decline", "cover-withdraw"
COMMAND = code("/oncall cover")
ASK_AGAIN = f"To ask again, type {COMMAND}."
NOTHING = "Nothing was changed."
ALARMING = 2
"""So many nights in a row are worth a word."""


def question(cover: Cover, burdens: Iterable[Burden]) -> Message:
    """To the other one."""
    asker, where = _name(cover.asker), f"*{mrkdwn(cover.called, 300)}*"
    lead = {
        "take": f"{asker} would take over a shift of yours in {where}.",
        "give": f"{asker} asks you to take over a shift in {where}.",
        "swap": f"{asker} would swap shifts with you in {where}.",
    }[cover.kind]
    blocks = [section("\n".join([lead, *turns(cover, cover.other, "would be")]))]
    blocks += [context(said) for one in burdens if (said := _burden(one, cover))]
    buttons = [button("Agree", AGREE, {"cover": cover.id}, "primary"), button("Decline", DECLINE, {"cover": cover.id})]
    blocks += [
        actions(buttons),
        context(f"You can answer until {until(cover.expires_at)}. Nothing changes unless you agree."),
    ]
    return Message(lead, tuple(blocks))


def waiting(cover: Cover, burdens: Iterable[Burden]) -> Message:
    """To whoever asks."""
    text = f"I have asked {_name(cover.other)}, who can answer until {until(cover.expires_at)}."
    lines = [text, f"*{mrkdwn(cover.called, 300)}*", *turns(cover, cover.asker, "would be")]
    blocks = [section("\n".join(lines))]
    blocks += [context(said) for one in burdens if (said := _burden(one, cover))]
    blocks += [actions([button("Take it back", WITHDRAW, {"cover": cover.id})])]
    return Message(text, tuple(blocks))


def outcome(cover: Cover, reader: Party, why: Over | None = None) -> Message:
    """In place of the buttons, and as a word of its own."""
    said = _outcome(cover, why or cover.outcome)
    if cover.outcome == "agreed":
        lines = [said, f"*{mrkdwn(cover.called, 300)}*", *turns(cover, reader)]
        return Message(said, (section("\n".join(lines)),))
    return Message(said, (section("\n".join([said, f"*{mrkdwn(cover.called, 300)}*"])),))


def line(cover: Cover) -> Message:
    """For everybody in a channel that hears of the incidents."""
    names = {one.contact_arn: _name(one) for one in (cover.asker, cover.other)}
    said = [
        f"{names[one.comes]} is on call for {names[one.leaves]} from {until(one.starts_at)} until {until(one.ends_at)}"
        for one in cover.turns
    ]
    return Message(f"\N{CALENDAR} *{mrkdwn(cover.called, 300)}*: {'; '.join(said)}.")


def too_late(why: Over | None, cover: Cover | None) -> Message:
    """To whoever presses a button of which nothing can come any more."""
    if cover is None:
        return Message("This is over, and I do not know any more what came of it.")
    if why is None:
        return Message(
            f"The rotation has changed since this was asked, so that I cannot do it as it stands. {ASK_AGAIN}"
        )
    if cover.settled_at and cover.outcome == why:
        return Message(f"Already answered {until(cover.settled_at)}: {_outcome(cover, why)}")
    return Message(_outcome(cover, why))


def not_asked(cover: Cover, why: str) -> str:
    """To whoever wanted to ask somebody whom Slack does not let through."""
    return f"I could not ask {cover.other.name}: {why}. {NOTHING} To ask somebody else, type {COMMAND}."


def not_theirs() -> Message:
    """To whoever presses somebody else's button."""
    return Message("Somebody else is asked here; only they can answer.")


def turns(cover: Cover, reader: Party, is_so: str = "") -> list[str]:
    """What is, or `would be`, as one of the two sees it."""
    names = {one.contact_arn: _name(one) for one in (cover.asker, cover.other)}
    names[reader.contact_arn] = "you"
    return [f"• {_turn(one, names, reader, is_so)}" for one in cover.turns]


def _turn(turn: Turn, names: dict[str, str], reader: Party, is_so: str) -> str:
    they = (f"{names[turn.comes]}", "is") if turn.comes != reader.contact_arn else ("You", "are")
    comes = f"{they[0]} {is_so or they[1]}"
    lasts = f"from {until(turn.starts_at)} until {until(turn.ends_at)} ({_spelled(turn.ends_at - turn.starts_at)})"
    return f"{comes} on call instead of {names[turn.leaves]} {lasts}"


def _outcome(cover: Cover, why: Over | None) -> str:
    asker, other = _name(cover.asker), _name(cover.other)
    match why:
        case "agreed" if cover.is_told_only:
            return f"{words.DONE} {asker} has settled this."
        case "agreed":
            return f"{words.DONE} {other} has agreed."
        case "declined":
            return f"{other} has declined. {NOTHING}"
        case "withdrawn":
            return f"{asker} has taken this back. {NOTHING}"
        case "begun":
            return f"Nobody agreed before the shift began. {NOTHING}"
    return f"Nobody answered within a week. {NOTHING}"


def _burden(one: Burden, cover: Cover) -> str:
    turn = next(each for each in cover.turns if one.starts_at <= each.starts_at < one.ends_at)
    said = []
    lasts = one.ends_at - one.starts_at
    if (one.starts_at, one.ends_at) != (turn.starts_at, turn.ends_at):
        during = f"from {until(one.starts_at)} until {until(one.ends_at)} ({_spelled(lasts)})"
        during = f"for more than {AROUND.days} days" if lasts > AROUND else during
        said.append(f"on call without a break {during}")
    if one.nights >= ALARMING:
        more = "at least " if one.nights >= AROUND.days else ""
        said.append(f"on call {more}{one.nights} nights in a row")
    return f"You would then be {' and '.join(said)}." if said else ""


def _spelled(lasting: timedelta) -> str:
    minutes = round(lasting.total_seconds() / 60)
    parts = (minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")
    return " ".join(f"{number} {word}{'s' if number > 1 else ''}" for number, word in parts if number) or "a moment"


def _name(party: Party) -> str:
    return f"*{mrkdwn(party.name, 200)}*"
