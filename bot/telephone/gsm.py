"""How does a text fit into as few text messages as possible?  160 letters of GSM's alphabet are one; of others, 70."""

from __future__ import annotations

import re
import unicodedata

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€\f"
"""Each of these takes the room of two."""
ONE, ONE_OTHER = 160, 70
PART, PART_OTHER = 153, 67
_WEIGHTS = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENDED, 2)
_INSTEAD = {
    **dict.fromkeys("‘’`\u201a\u201b\u2032\u00b4", "'"), **dict.fromkeys("“”„«»\u201f\u2033", '"'),
    **dict.fromkeys("–—−\u2010\u2011\u2012\u2015", "-"),
    "…": "...", "•": "-", "·": "-", "→": "->", "×": "x", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
}  # fmt: skip
_PLAIN = re.compile(r"(?:[!-_a-~\n]| (?! ))*")
"""What nothing has to be done about, as most texts."""


def plain(text: str) -> str:
    """The text without what nobody sees, in GSM's letters where there are like ones; other scripts stay as they are."""
    if _PLAIN.fullmatch(text):
        return text
    seen = "".join(one for one in unicodedata.normalize("NFC", text) if one == "\n" or not _is_unseen(one))
    spaced = re.sub(r"[^\S\n]+", " ", seen)
    return "".join(one if one in _WEIGHTS else _like(one) for one in spaced)


def is_gsm(text: str) -> bool:
    """Whether GSM's alphabet has all of its letters."""
    return all(one in _WEIGHTS for one in text)


def room(text: str) -> int:
    """How many text messages it takes."""
    length, one, part = _measured(text)
    return 1 if length <= one else -(-length // part)


def width(text: str) -> int:
    """How much of a message it takes, in letters."""
    return _measured(text)[0]


def cut(text: str, most: int) -> str:
    """The beginning of it, which shows that it is one."""
    return text if len(text) <= most else f"{text[: max(0, most - 2)].rstrip()}.."


def fitted(before: str, words: str, after: str, messages: int = 1) -> str:
    """All of `before` and `after`, and of the words as many as fit into so many messages."""
    before, words, after = plain(before), plain(words).strip(), plain(after)
    most = len(words)
    while most > 0 and room(f"{before}{cut(words, most)}{after}") > messages:
        most -= 1
    return f"{before}{cut(words, most) if most > 2 else ''}{after}"


def _measured(text: str) -> tuple[int, int, int]:
    if is_gsm(text):
        return sum(_WEIGHTS[one] for one in text), ONE, PART
    return len(text.encode("utf-16-be")) // 2, ONE_OTHER, PART_OTHER


def _is_unseen(one: str) -> bool:
    """Control and format characters turn a text around; symbols without words say nothing that is worth a message."""
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Mn") and not one.isspace()


def _like(one: str) -> str:
    if one in _INSTEAD:
        return _INSTEAD[one]
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
    return bare if bare and all(part in _WEIGHTS for part in bare) else one
