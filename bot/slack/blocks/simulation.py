"""How a simulation looks: each moment with what happens then, in the reader's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import TEXT, at, mrkdwn, on
from core.simulation.happening import Happening
from core.simulation.lines import short_minutes
from core.simulation.sentences import offset
from core.simulation.simulation import Simulation

MOST = 60
"""So many happenings are shown; a file has the rest."""
MOST_REMARKS = 10
APART = 30
"""A message has fifty blocks at most."""
LONGEST = 300
ICONS = {
    "engaged": "\N{BLACK RIGHT-POINTING TRIANGLE}",
    "stage": "\N{BLACK RIGHT-POINTING TRIANGLE}",
    "on call": "\N{BUST IN SILHOUETTE}",
    "nobody": "\N{WARNING SIGN}",
    "paged": "\N{BELL}",
    "again": "\N{BELL}",
    "skipped": "\N{WARNING SIGN}",
    "acknowledged": "\N{WHITE HEAVY CHECK MARK}",
    "over": "\N{CHEQUERED FLAG}",
    "never": "\N{NO ENTRY SIGN}",
}


def simulation(told: Simulation) -> Message:
    """The answer to whoever asks what would happen."""
    plan = mrkdwn(told.plan, LONGEST)
    blocks: list[Block] = [section(f"*If an incident of {plan} started {on(told.starts_at)}*")]
    blocks += [section(text) for text in _sections(list(_moments(told)))]
    blocks += [section(f"\N{WARNING SIGN} {mrkdwn(one, LONGEST)}") for one in told.remarks[:MOST_REMARKS]]
    if is_cut(told):
        blocks.append(context(f"These are the first {MOST} of {len(told.happenings)}; the file has all."))
    asides = filter(None, ("Played through, nobody was paged.", short_minutes(told.minute)))
    return Message(f"What if an incident of {plan} started", (*blocks, context(" ".join(asides))))


def is_cut(told: Simulation) -> bool:
    """Whether there is more than a message shows."""
    return len(told.happenings) > MOST


def _moments(told: Simulation) -> Iterator[str]:
    """All that happens at one moment, under its time."""
    for moment, together in groupby(told.happenings[:MOST], key=lambda one: one.at):
        when = f"*{offset(moment - told.starts_at)}*  {at(moment)}"
        yield "\n".join([when, *map(_line, together)])


def _line(one: Happening) -> str:
    return f"{ICONS[one.kind]} {mrkdwn(one.text, LONGEST)}"


def _sections(moments: Sequence[str]) -> Iterator[str]:
    """One for each moment; where there are many, as many together as fit."""
    for text in moments if len(moments) <= APART else ["\n".join(moments)]:
        yield from _packed(text.splitlines())


def _packed(lines: Iterable[str]) -> Iterator[str]:
    packed = ""
    for line in lines:
        if len(packed) + len(line) + 1 > TEXT:
            yield packed
            packed = ""
        packed = f"{packed}\n{line}" if packed else line
    if packed:
        yield packed
