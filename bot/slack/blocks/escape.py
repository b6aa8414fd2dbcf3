"""How does text that somebody wrote go into a message, so that it says what it says and does nothing else?

Nothing of it pings, hides where a link leads, runs backwards or outgrows Slack's limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from core.legible import cleaned

TEXT = 3000
FIELD = 2000
HEADER = 150
BUTTON = 75

LINK = re.compile(r"https?://[^\s<>|\"'`*_~]+", re.ASCII)
MENTION = re.compile(r"<(?=[!@#])")
HALVES = re.compile(r"(?:&[a-z]{0,4}|<[^<>]*)\Z")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def cut(text: str, limit: int) -> str:
    """The text, or as much of it as fits, with a mark that there was more."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def plain(text: str, limit: int = HEADER) -> str:
    """For a `plain_text` object, which takes everything literally: on one line, and never empty.

    What would be a mention anywhere else is broken up all the same, since clients have erred in this before.
    """
    return cut(MENTION.sub("< ", " ".join(cleaned(text).split())), limit) or "—"


def mrkdwn(text: str, limit: int = TEXT) -> str:
    """For a `mrkdwn` object: literal but for marks of emphasis, which are harmless; web addresses can be clicked."""
    return _fitted(cleaned(text).strip(), limit, _linked) or "—"


def trimmed(safe: str, limit: int = TEXT) -> str:
    """Text that is safe already, cut so that it stays so: no half of an entity, a link or a moment at its end."""
    if len(safe) <= limit:
        return safe
    kept = HALVES.sub("", safe[: limit - 6])
    return kept + ("…\n```" if kept.count("```") % 2 else "`…" if kept.count("`") % 2 else "…")


def code(text: str, limit: int = FIELD) -> str:
    """A value to be copied exactly: between backticks, which it must therefore not have itself."""
    value = " ".join(cleaned(text).split())
    if not value:
        return "—"
    if "`" in value:
        return mrkdwn(value, limit)
    return f"`{_fitted(value, limit - 2, _escaped)}`"


def code_block(text: str, limit: int = TEXT) -> str:
    """Several lines as they are."""
    safe = cleaned(text).replace("```", "'''")
    return f"```\n{_fitted(safe, limit - 8, _escaped)}\n```"


def on(moment: datetime) -> str:
    """A moment in the reader's own time zone, with the day; UTC for who cannot see that."""
    return _date(moment, "{date_short_pretty}, {time}")


def until(moment: datetime, zone: tzinfo = UTC) -> str:
    """A moment to come, with the day of the week; in `zone` for who cannot see their own."""
    local = moment.astimezone(zone)
    return _date(moment, "{date_long_pretty} at {time}", f"{local:%a %Y-%m-%d %H:%M %Z}")


def by_the_clock(moment: datetime, zone: tzinfo = UTC) -> str:
    """A moment of a day that was just told."""
    return _date(moment, "{time}", f"{moment.astimezone(zone):%H:%M %Z}")


def at(moment: datetime) -> str:
    """A moment of today in the reader's own time zone, to the second, as a log has it."""
    return _date(moment, "{time_secs}")


def _date(moment: datetime, form: str, otherwise: str = "") -> str:
    utc = moment.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{form}|{otherwise or f'{utc:%Y-%m-%d %H:%M} UTC'}>"


def _escaped(text: str) -> str:
    return re.sub("[&<>]", lambda found: ENTITIES[found[0]], text)


def _linked(text: str) -> str:
    """Escaped, and what looks like a web address made into a link that shows where it leads."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        parts += [_escaped(text[end : found.start()]), f"<{_escaped(found[0])}>"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _fitted(text: str, limit: int, made_safe: Callable[[str], str]) -> str:
    """Safe text within the limit; escaping makes it longer, so that only trying tells how much of it fits."""
    kept = text[: limit + 1]
    safe = made_safe(kept)
    if len(safe) <= limit:
        return safe
    while kept and len(safe) >= limit:
        kept = kept[: min(len(kept) - 1, len(kept) * limit // len(safe))]
        safe = made_safe(kept)
    return f"{safe}…"
