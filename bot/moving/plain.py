"""How is text that others wrote shown on a terminal?  What would move its cursor, or break its line, is spelt out."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text in one line, with `\\x1b` in place of what it stands for."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
