"""What the five impacts are called."""

from __future__ import annotations

IMPACTS = {1: "Critical", 2: "High", 3: "Medium", 4: "Low", 5: "No impact"}


def sentence(impact: int) -> str:
    """`Critical impact.`, for people to read."""
    word = IMPACTS[impact]
    return f"{word}." if "impact" in word else f"{word} impact."
