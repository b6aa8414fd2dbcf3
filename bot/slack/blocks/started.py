"""What whoever starts an incident reads: that there is one now and who is called, or which one has taken it in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks import words
from bot.slack.blocks.elements import Message, context, section
from bot.slack.blocks.escape import code, mrkdwn, on
from core.arns import name_of
from core.incidents.incident import Incident

NAMED = 5


def new(incident: Incident, called: Sequence[str]) -> Message:
    """There is an incident now; `called` are the names of whom its plan engages."""
    told = (
        f"{words.DONE} Started: *{_title(incident)}* ({words.impact(incident.impact).lower()}). {_being_paged(called)}"
    )
    return Message(told, (section(told), context(code(incident.arn))))


def taken_in(incident: Incident) -> Message:
    """There is no new incident, and so nobody new is called."""
    how_bad = f"{words.impact(incident.impact).lower()}, open since {on(incident.created_at)}"
    told = f"No new incident: *{_title(incident)}* ({how_bad}) has the same dedupe string and takes this in."
    worse = code(f"@aws ssm-incidents update-incident-record --arn {name_of(incident.arn)} --impact 1", 500)
    more = code("@aws ssm-contacts start-engagement --contact-id NAME")
    ways = [f"• {worse}"] if incident.impact > 1 else []
    ways.append(f"• call somebody, in the incident's thread: {more}")
    return Message(
        f"{told} Nobody new is paged.",
        (
            section(f"{told} *Nobody new is paged.*"),
            section("\n".join(["If this is worse:", *ways])),
            context(code(incident.arn)),
        ),
    )


def _title(incident: Incident) -> str:
    return mrkdwn(incident.title, 500)


def _being_paged(called: Sequence[str]) -> str:
    if not called:
        return "Nobody is being paged: the response plan names no one."
    names = [f"*{mrkdwn(name, 100)}*" for name in called[:NAMED]]
    if len(called) > NAMED:
        names.append(f"{len(called) - NAMED} more")
    *first, last = names
    who = f"{', '.join(first)} and {last}" if first else last
    return f"{who} {'are' if first else 'is'} being paged."
