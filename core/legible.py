"""Text that somebody wrote, with nothing in it that nobody sees."""

from __future__ import annotations

import re
from unicodedata import category

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, marks that turn the direction or take no room, halves of characters, and what is no character."""
BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def cleaned(text: str) -> str:
    """Without the characters that nobody sees; line breaks stay, tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    text = BREAKS.sub("\n", text).replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or category(sign) not in UNSEEN)


def begun(text: str) -> str:
    """The same as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def one_line(text: str, limit: int) -> str:
    """The same on one line, with a mark where there was more."""
    line = " ".join(cleaned(text).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
