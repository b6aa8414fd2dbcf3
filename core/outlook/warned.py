"""One thing that somebody should know before it happens: a sentence, with names and moments in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

HORIZON = timedelta(days=90)
"""Three months: as far as people plan, and any change of the clocks is seen weeks before."""

Kind = Literal[
    "hole", "gone", "unreachable", "dead end", "left", "overload", "uncovered", "group", "one way", "clock change"
]
KINDS: tuple[Kind, ...] = (
    "hole", "gone", "unreachable", "dead end", "left", "overload", "uncovered", "group", "one way", "clock change",
)  # fmt: skip
"""The worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One thing that somebody should know."""

    kind: Kind
    about: tuple[str, ...]
    """The ARNs of whatever it is about, what is to be mended first."""
    sentence: str
    """With a `{}` for each of the values."""
    values: tuple[str | datetime, ...] = ()
    time_zone: str = "UTC"
    """Where it happens, for whoever cannot be shown moments in their own zone."""

    def told(self, spell: Callable[[str | datetime], str]) -> str:
        """The sentence, each name and moment in it as `spell` has them."""
        return self.sentence.format(*map(spell, self.values))


def concerning(found: Iterable[Warned], arns: Iterable[str]) -> list[Warned]:
    """Those about any of these."""
    wanted = set(arns)
    return [one for one in found if wanted & set(one.about)]
