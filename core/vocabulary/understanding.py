"""What can a typed command turn out to be?  The values that reading one yields; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.vocabulary.catalog import Operation


@dataclass(frozen=True, slots=True)
class Command:
    """An operation with what was said for it; ready for the dispatcher once nothing is `missing`."""

    operation: Operation
    params: Mapping[str, object]
    query: str | None = None
    region: str | None = None
    output: str | None = None
    missing: tuple[str, ...] = ()
    """Required members without a value, in the model's order: the bot asks for them in the thread."""
    ignored: tuple[str, ...] = ()
    """Options that mean something to the AWS CLI's own terminal only, such as `--profile`."""


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Help about everything, about a service, or about one operation."""

    service: str | None = None
    operation: Operation | None = None


@dataclass(frozen=True, slots=True)
class Friendly:
    """A command of Muster's own that expands to operations, such as `get-prepared`."""

    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """What is wrong with a command, what to type in its place, and an example that would work."""

    problem: str
    nearest: str | None = None
    example: str | None = None
    choices: tuple[str, ...] = field(default=())
    """Where several things could be meant: all of them."""

    @property
    def text(self) -> str:
        """All of it in plain lines, short enough for one screen of a phone."""
        lines = [self.problem]
        if self.nearest:
            lines.append(f"Try `{self.nearest}`")
        lines.extend(f"- `{choice}`" for choice in self.choices)
        if self.example:
            lines.append(f"For example: `{self.example}`")
        return "\n".join(lines)


class Unreadable(Exception):
    """A value is not what its shape wants; caught where the option's name is known."""

    def __init__(self, problem: str, nearest: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.nearest = nearest


def shortened(words: str, limit: int = 60) -> str:
    """What somebody typed, cut so that repeating it cannot fill a screen."""
    flat = " ".join(words[: 4 * limit].split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
