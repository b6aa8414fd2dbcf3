"""Which alias and which display name suit somebody or something, within what AWS allows in them?"""

from __future__ import annotations

import re
from unicodedata import category, normalize

LONGEST = 80
SPELLED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})


def short_name(text: str) -> str:
    """What commands call it: small letters, digits and dashes; empty where nothing of the text can be written so."""
    spelled = normalize("NFKD", text.lower().translate(SPELLED)).encode("ascii", "ignore").decode()
    spelled = re.sub(r"['`]", "", spelled)
    return re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:LONGEST].rstrip("-")


def display_name(text: str) -> str:
    """The name as people write it; empty where it needs signs that a contact's name must not have."""
    composed = normalize("NFC", text)
    if any(category(sign).startswith("M") for sign in composed):
        return ""  # a name without its vowel signs is another name
    kept = "".join(sign if category(sign)[0] in "LN" or sign in " _.-" else _instead(sign) for sign in composed)
    return " ".join(kept.split())[:LONGEST].strip()


def _instead(sign: str) -> str:
    """Nothing for an apostrophe, a space for anything else."""
    return "" if sign in "'’‘`" else " "
