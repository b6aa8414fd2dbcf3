"""AWS's numbers and names in the words and colours of people who are on call."""

from __future__ import annotations

IMPACTS = {1: "Critical", 2: "High", 3: "Medium", 4: "Low", 5: "No impact"}
COLOURS = {1: "\N{LARGE RED CIRCLE}", 2: "\N{LARGE ORANGE CIRCLE}", 3: "\N{LARGE YELLOW CIRCLE}",
           4: "\N{LARGE BLUE CIRCLE}", 5: "\N{MEDIUM WHITE CIRCLE}"}  # fmt: skip
OVER = "\N{WHITE CIRCLE}"
DONE = "\N{WHITE HEAVY CHECK MARK}"


def impact(number: int | None) -> str:
    """`Critical impact`; nothing where there is no incident to have one."""
    if number is None:
        return ""
    word = IMPACTS.get(number, f"Impact {number}")
    return word if "mpact" in word else f"{word} impact"


def colour(number: int | None) -> str:
    return COLOURS.get(number or 0, "\N{BELL}")


def stage(index: int | None, count: int | None) -> str:
    """`stage 1 of 3`; nothing where there are no stages to speak of."""
    if index is None or not count or count < 2:
        return ""
    return f"stage {index + 1} of {count}"
