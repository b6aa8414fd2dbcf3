"""How a policy is refused: where in it something is wrong, what, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from core.errors import Refusal

SHOWN = 100
"""So much of what was written is repeated."""


class Wrong(Refusal):
    """A document that cannot be used; whoever has read it from a file says which one it was."""

    def __init__(self, place: str, problem: str) -> None:
        at = f" at {shown(place)}" if place else ""
        super().__init__("ValidationException", f"The policy is not valid{at}: {problem}.")
        self.place = shown(place)
        self.problem = problem


def wrong(place: str, message: str) -> Wrong:
    """`place` is a path in the document, such as `Statement[1].Effect`, counted from 0; nothing means all of it."""
    return Wrong(place, message)


def shown(text: str) -> str:
    """A piece of the policy, short enough and without signs that could do something to a screen."""
    cropped = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cropped)


def nearest(text: str, known: Collection[str]) -> str:
    """` - did you mean …?`, or nothing."""
    found = difflib.get_close_matches(text[:SHOWN].lower(), [one.lower() for one in known], 1)
    return next((f" (did you mean {one}?)" for one in known if found and one.lower() == found[0]), "")


def either(words: Collection[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
