"""Why does somebody get this page, whom no plan names?  In a sentence, for media that only they read."""

from __future__ import annotations

from collections.abc import Callable

from core.engine.ports import PageMessage

SHOWN = 3


def why_me(message: PageMessage, shown: Callable[[str], str]) -> str:
    """`You are on call in Payments, for Ben.`; nothing for whom the plan names. `shown` makes names fit the medium."""
    if not message.schedule:
        return ""
    names = [shown(name) for name in message.covers_for[:SHOWN]]
    if (more := len(message.covers_for) - SHOWN) > 0:
        names.append(f"{more} more")
    *first, last = names or [""]
    whom = f"{', '.join(first)} and {last}" if first else last
    return f"You are on call in {shown(message.schedule)}{f', for {whom}' if whom else ''}."
