"""How the app's own page looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.blocks import words
from bot.slack.blocks.elements import Block, context, divider, header, section
from bot.slack.blocks.escape import code, mrkdwn, on
from bot.slack.blocks.help import everything
from bot.slack.blocks.late import banner
from core.engine.lateness import Late

SHOWN = 20


def page(incidents: Sequence[Mapping[str, Any]], late: Late) -> dict[str, Any]:
    """What is late, what is open, the newest first, and how to talk to Muster."""
    if incidents:
        told = [header("Open incidents"), *(section(_incident(one)) for one in incidents[:SHOWN])]
    else:
        told = [header(f"{words.DONE} No incident is open")]
    return _home([*banner(late), *told, divider(), *everything().blocks])


def closed(reason: str, late: Late) -> dict[str, Any]:
    """Why there is nothing to see, and what to do about it."""
    return _home([*banner(late), header("Muster"), section(mrkdwn(reason)), divider(), *everything().blocks])


def _incident(incident: Mapping[str, Any]) -> str:
    impact = incident["impact"]
    title = f"{words.colour(impact)} *{mrkdwn(incident['title'], 500)}*"
    return f"{title}\n{words.impact(impact)} · since {on(incident['creationTime'])}\n{code(incident['arn'])}"


def _home(blocks: list[Block]) -> dict[str, Any]:
    return {"type": "home", "blocks": [*blocks, context("This page is drawn anew each time that you open it.")]}
