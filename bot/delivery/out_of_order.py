"""What do operators read when a provider takes no messages?  Who, what happened, what goes on instead, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.providers import in_words
from core.legible import begun

WHAT_TO_DO = "What to do: look at the provider's status page, and run `muster doctor`, which tries each provider out."


def about(carried: str, name: str) -> str:
    """The trouble's name; who carries text messages as well as calls may fail at one of them only."""
    return f"{carried} by {name}"


def told(carried: str, name: str, reason: str, others: Sequence[str]) -> str:
    """`others`: the names of those that carry the same."""
    if others:
        instead = f"Meanwhile they go out by {' or '.join(map(in_words, others))}."
    else:
        instead = (
            f"Nobody else carries {carried} here: they wait, and are tried again until it takes them. People's other "
            "contact channels and the next stages of plans go on."
        )
    return f"{begun(in_words(name))} takes no {carried}: {reason}. {instead} {WHAT_TO_DO}"
