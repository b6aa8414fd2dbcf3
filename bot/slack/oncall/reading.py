"""Whose shifts, and when?  `shop friday 18:00` is read by the names that there are; what fits none is not guessed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.slack.oncall.facts import Known
from core.vocabulary.spoken_moments import expected, spoken
from core.vocabulary.understanding import Misunderstood, shortened

CHOICES = 8
QUOTES = "\"'“”„‘’"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    about: Known | None = None
    """None: all schedules."""
    at: datetime | None = None
    """None: now."""


def read(text: str, known: Sequence[Known], now: datetime, zone: ZoneInfo) -> Asked | Misunderstood:
    """What was asked for; the longest name that fits counts, and the rest is a time."""
    words, unread = text.split(), ""
    for count in range(len(words), 0, -1):
        found, rest = named(" ".join(words[:count]), known), " ".join(words[count:])
        at = spoken(rest, now, zone) if rest else None
        if found and (at or not rest):
            return _about(found, at)
        unread = unread or (rest if found else "")
    if not words or (at := spoken(text, now, zone)):
        return Asked(at=at if words else None)
    if unread:
        return Misunderstood(f"`{shortened(unread)}` is no time that I understand; give {expected(unread)}.")
    return _unknown(words, known, now, zone)


def named(words: str, known: Sequence[Known]) -> list[Known]:
    """Those of that ARN or alias, else of that display name; of several, the schedules."""
    wanted = " ".join(words.strip(QUOTES).split()).casefold()
    exact = [one for one in known if wanted in (one.arn.casefold(), one.alias.casefold())]
    found = exact or [one for one in known if " ".join(one.name.split()).casefold() == wanted]
    return [one for one in found if one.type == "ONCALL_SCHEDULE"] or found


def _about(found: list[Known], at: datetime | None) -> Asked | Misunderstood:
    if len(found) > 1:
        choices = tuple(f"@aws oncall {one.alias}" for one in found[:CHOICES])
        return Misunderstood(f"`{shortened(found[0].name)}` may be several; name one of them.", choices=choices)
    if found[0].type == "ESCALATION":
        return Misunderstood(
            f"`{shortened(found[0].alias)}` is an escalation plan; ask for an on-call schedule or a person.",
            example="@aws oncall",
        )
    return Asked(about=found[0], at=at)


def _unknown(words: list[str], known: Sequence[Known], now: datetime, zone: ZoneInfo) -> Misunderstood:
    """The name is what stands before the longest end that is a time."""
    count = next((place for place in range(1, len(words)) if spoken(" ".join(words[place:]), now, zone)), len(words))
    name = " ".join(words[:count])
    return Misunderstood(
        f"There is no schedule or person called `{shortened(name)}`. If it is meant as a time, give {expected(name)}.",
        choices=tuple(f"@aws oncall {alias}" for alias in nearest(name, known)),
        example="@aws oncall tomorrow 9:00",
    )


def unknown(name: str, known: Sequence[Known], command: str, what: str = "on-call schedule") -> Misunderstood:
    """Where none has this name; `command` is what to type before one that there is."""
    choices = tuple(f"{command} {alias}" for alias in nearest(name, known))
    return Misunderstood(f"There is no {what} called `{shortened(name)}`.", choices=choices)


def nearest(name: str, known: Sequence[Known]) -> list[str]:
    """The aliases of those whose names look like it, else of the schedules that there are."""
    askable = [one for one in known if one.type != "ESCALATION"]
    aliases = {one.name.casefold(): one.alias for one in askable} | {one.alias.casefold(): one.alias for one in askable}
    near = difflib.get_close_matches(name.casefold(), aliases, 5, 0.5)
    schedules = [one.alias for one in askable if one.type == "ONCALL_SCHEDULE"]
    return list(dict.fromkeys(aliases[one] for one in near))[:3] or schedules[:CHOICES]
