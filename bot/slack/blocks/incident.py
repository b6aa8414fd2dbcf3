"""How an incident looks in its channel: the card that is kept up to date, and the story in its thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.slack.blocks import words
from bot.slack.blocks.elements import Block, Message, actions, button, context, header, section
from bot.slack.blocks.escape import at, code, cut, mrkdwn, on
from core.announcements.card import Card, Engaged, Paged, StoryLine
from core.announcements.posting import LEFT

SHOWN_SUMMARY = 800
SHOWN_ENGAGED = 10
SHOWN_PEOPLE = 12
SHOWN_LINES = 40

STATES = {
    "waiting": "\N{HOURGLASS WITH FLOWING SAND} {who}, paged {at}",
    "acknowledged": words.DONE + " {who} acknowledged {at}",
    "superseded": "{who}, no answer needed any more",
    "unreachable": "\N{WARNING SIGN} {who} could not be reached",
}
ICONS = {
    "start": "\N{POLICE CARS REVOLVING LIGHT}",
    "page": "\N{BELL}",
    "acknowledge": words.DONE,
    "update": "\N{PENCIL}",
    "note": "\N{MEMO}",
    "resolve": "\N{CHEQUERED FLAG}",
    "trouble": "\N{WARNING SIGN}",
}


def card(incident: Card) -> Message:
    """What a channel shows of an incident: what and how bad in the first line, then who has it."""
    if incident.deleted_at:
        return _deleted(incident)
    if incident.moved_to:
        return _moved(incident)
    if LEFT in incident.warnings:
        return _left(incident)
    if incident.status == "RESOLVED":
        return _resolved(incident)
    return _open(incident)


def story(lines: Sequence[StoryLine]) -> Message:
    """What happened since, oldest first, one line each."""
    # Who is paged in three ways at once is paged three times, which nobody has to read three times.
    same = groupby(lines[-SHOWN_LINES:], key=lambda line: line.text if line.icon == "page" else line.event_id)
    told = [_line(next(group)) for _, group in same]
    return Message(cut(mrkdwn(lines[-1].text, 300), 300) if lines else "—", tuple(section(line) for line in told))


def _open(incident: Card) -> Message:
    severity = words.impact(incident.impact)
    is_asking = any(one.state in ("paging", "exhausted") for one in incident.engaged)
    blocks = [
        header(f"{words.colour(incident.impact)} {incident.title}"),
        section(f"*{severity}* · open since {on(incident.since)} · plan {mrkdwn(incident.response_plan, 200)}"),
        *_repeated(incident),
        *_summary(incident),
        *_engaged(incident),
        *_warnings(incident),
        actions(
            [
                button(
                    "Acknowledge", "acknowledge", {"incident": incident.incident_arn}, "primary" if is_asking else ""
                ),
                button("Add note", "add-note", {"incident": incident.incident_arn}),
                button("Resolve", "resolve", {"incident": incident.incident_arn}),
            ]
        ),
        context(code(incident.incident_arn)),
    ]
    return Message(f"{words.colour(incident.impact)} {severity}: {mrkdwn(incident.title, 500)}", tuple(blocks))


def _resolved(incident: Card) -> Message:
    until = f" · resolved {on(incident.resolved_at)}" if incident.resolved_at else ""
    blocks = [
        header(f"{words.DONE} {incident.title}"),
        section(f"*Resolved* · {words.impact(incident.impact)} · open since {on(incident.since)}{until}"),
        *_repeated(incident),
        *_summary(incident),
        *_engaged(incident),
        *_warnings(incident),
        actions([button("Add note", "add-note", {"incident": incident.incident_arn})]),
        context(code(incident.incident_arn)),
    ]
    return Message(f"{words.DONE} Resolved: {mrkdwn(incident.title, 500)}", tuple(blocks))


def _deleted(incident: Card) -> Message:
    blocks = [section(f"*{mrkdwn(incident.title)}*"), context(code(incident.incident_arn))]
    return Message(mrkdwn(incident.title), tuple(blocks))


def _moved(incident: Card) -> Message:
    to = ", ".join(f"<#{channel}>" for channel in incident.moved_to if channel.isalnum()) or "another channel"
    blocks = [
        header(f"\N{RIGHTWARDS ARROW WITH HOOK} {incident.title}"),
        section(f"*Moved* · this incident is now handled in {to}"),
        context(code(incident.incident_arn)),
    ]
    return Message(f"Moved to {to}: {mrkdwn(incident.title, 500)}", tuple(blocks))


def _left(incident: Card) -> Message:
    blocks = [
        header(f"{words.OVER} {incident.title}"),
        section("*No longer followed here.*"),
        context(code(incident.incident_arn)),
    ]
    return Message(f"No longer followed here: {mrkdwn(incident.title, 500)}", tuple(blocks))


def _repeated(incident: Card) -> list[Block]:
    again = incident.repeated
    if again is None:
        return []
    times = "Repeated once" if again.times == 1 else f"Repeated {again.times} times, last"
    return [section(f"\N{CLOCKWISE RIGHTWARDS AND LEFTWARDS OPEN CIRCLE ARROWS} {times} {on(again.last_at)}")]


def _summary(incident: Card) -> list[Block]:
    summary = (incident.summary or "").strip()
    return [section(mrkdwn(summary, SHOWN_SUMMARY))] if summary else []


def _engaged(incident: Card) -> list[Block]:
    if not incident.engaged:
        nobody = "Nobody is being paged: the response plan names no one."
        return [] if incident.status == "RESOLVED" else [section(nobody)]
    shown = incident.engaged[:SHOWN_ENGAGED]
    blocks = [section("\n".join(_lines_of(one))) for one in shown]
    left_out = len(incident.engaged) - len(shown)
    return [*blocks, context(f"… and {left_out} more")] if left_out else blocks


def _lines_of(engaged: Engaged) -> Iterator[str]:
    yield _headline(engaged)
    for person in engaged.people[:SHOWN_PEOPLE]:
        yield "    " + _person(person)
    if len(engaged.people) > SHOWN_PEOPLE:
        yield f"    … and {len(engaged.people) - SHOWN_PEOPLE} more"


def _headline(engaged: Engaged) -> str:
    name = mrkdwn(engaged.name, 100)
    match engaged.state:
        case "acknowledged":
            return f"{words.DONE} *{name}* answered"
        case "stopped":
            return f"*{name}*: paging was stopped"
        case "exhausted":
            return f"\N{WARNING SIGN} *Nobody answered.* The plan of *{name}* has come to its end."
    stage = words.stage(engaged.stage, engaged.stages)
    then = f"; the next stage begins {on(engaged.next_stage_at)}" if engaged.next_stage_at else ""
    return f"\N{BELL} *{name}* is being paged{', ' + stage if stage else ''}{then}"


def _person(person: Paged) -> str:
    return STATES[person.state].format(who=mrkdwn(person.name, 100), at=on(person.at))


def _warnings(incident: Card) -> list[Block]:
    return [section(f"\N{WARNING SIGN} {mrkdwn(warning, 500)}") for warning in incident.warnings[:5]]


def _line(line: StoryLine) -> str:
    # Who acknowledged is named in the text already; a mention would only make their phone ring again.
    by = f" — <@{line.author}>" if line.author.isalnum() and line.icon != "acknowledge" else ""
    return f"{ICONS[line.icon]} {at(line.at)} {mrkdwn(line.text, 2500)}{by}"
