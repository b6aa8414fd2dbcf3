"""What did somebody type, before Slack and a keyboard changed it?  Raw message text in, plain text out.

Dashes and quotes inside values are left to `core.vocabulary.words`, which knows where a value begins.
"""

from __future__ import annotations

import re
from unicodedata import category

_TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_FENCE = re.compile(r"\A\s*(?:`{3}((?:(?!`{3}).)+)`{3}|`([^`]+)`)\s*\Z", re.S)
_PROMPT = re.compile(r"\A\s*\$\s+")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENTITY = re.compile("|".join(_ENTITIES))
_CHARACTERS = str.maketrans(
    dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("‘’\u201a\u201b", "'")
    | dict.fromkeys("\u00a0\u2007\u202f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\u2028\u2029\x85", "\n")
    # Left alone: the joiners U+200C and U+200D, which Persian words and many emoji need.
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", "")
)


def plain(text: str, bot_user_id: str | None = None) -> str:
    """The text as its writer meant it, without the mention of the bot at its beginning."""
    if bot_user_id:
        text = re.sub(rf"\A\s*<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>[\s:,]*", "", text)
    text = _TOKEN.sub(_resolved, text).translate(_CHARACTERS)
    text = _PROMPT.sub("", _unfenced(text).replace("\r\n", "\n"))
    # Last, so that a typed `<` is never taken for the beginning of one of Slack's tokens.
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text).strip()


def unseen(text: str) -> str | None:
    """The first control character or half of a character, as `U+0007`: no keyboard makes it, and nobody sees it."""
    found = next((sign for sign in text if sign not in "\n\r\t" and category(sign) in ("Cc", "Cs")), None)
    return found and f"U+{ord(found):04X}"


def _unfenced(text: str) -> str:
    """The inside, where the whole text stands in backticks; those in a value are part of it."""
    found = _FENCE.match(text)
    return found[1] or found[2] if found else text


def _resolved(token: re.Match[str]) -> str:
    target, label = token[1], token[2] or ""
    if target[0] in "@#":
        return target[1:]
    if target[0] == "!":
        return _special(target[1:], label)
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    bare = target.partition("://")[2]
    return label if label and bare.rstrip("/") == label.rstrip("/") else target


def _special(target: str, label: str) -> str:
    """`<!subteam^S1|@ops>` is named by its id, `<!here>` by the word, anything else by what was to be seen."""
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        return rest
    return label if rest and label else f"@{kind}"
