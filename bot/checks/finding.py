"""What a check has found, in a sentence that says what to do where all is not well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    is_well: bool
    text: str
    mark: str

    def __str__(self) -> str:
        return f"{self.mark:2} {self.text}"


def well(text: str) -> Finding:
    """All is as it has to be."""
    return Finding(True, text, "ok")


def wrong(text: str) -> Finding:
    """Something is not, and the text says what to do."""
    return Finding(False, text, "!")


def worth_knowing(text: str) -> Finding:
    """It works as it is, and somebody may want it otherwise."""
    return Finding(True, text, "~")
