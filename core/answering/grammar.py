"""What does somebody mean who answers a page in a few letters, on a telephone, at night?

Only what can mean one thing is understood: "123456 not me" takes no page.  Anything else gets an answer that says what
to write, and meanwhile others are paged, which is the smaller harm.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ack:
    """I have it: the page that is open, or, of several, one that is still to be told."""


@dataclass(frozen=True, slots=True)
class All:
    """I have them all."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a page, or of an activation."""

    code: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Lines of the list that was offered, which has nine at most."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more to this address."""


@dataclass(frozen=True, slots=True)
class Start:
    """Page me here again."""


@dataclass(frozen=True, slots=True)
class Help:
    """What can I say?"""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing that is surely one of the others."""


Said = Ack | All | Code | Numbers | Stop | Start | Help | Unclear

ALONE: dict[str, Said] = {
    **dict.fromkeys(("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out",
                     "revoke"), Stop()),
    **dict.fromkeys(("start", "unstop", "subscribe"), Start()),
    **dict.fromkeys(("help", "info", "?"), Help()),
    **dict.fromkeys(("all", "ack all", "a all", "acknowledge all"), All()),
}  # fmt: skip
"""What counts only where nothing else is said.  Carriers take the first two lines' words themselves, so Muster must."""
_ACK = r"(?:a|ack|acked|acknowledged?)"
_CODE = re.compile(rf"(?:{_ACK}\b\W*)?(?:code\b\W*)?(\d{{6,10}}|\d{{2,5}}(?:[ -]\d{{2,5}}){{1,3}})")
_NUMBERS = re.compile(rf"(?:{_ACK}\b\W*)?([1-9](?:(?:[,;+& ]| and )+[1-9])*)")


def understood(text: str) -> Said:
    """The one thing that this can mean."""
    said = _plainly(text).casefold()
    if meant := ALONE.get(said):
        return meant
    if re.fullmatch(_ACK, said):
        return Ack()
    if (found := _CODE.fullmatch(said)) and 6 <= len(code := re.sub(r"[ -]", "", found[1])) <= 10:
        return Code(code)
    if found := _NUMBERS.fullmatch(said):
        return Numbers(tuple(dict.fromkeys(int(one) for one in re.findall(r"\d+", found[1]))))
    return Unclear()


def _plainly(text: str) -> str:
    """Without what keyboards add: full-width forms, other scripts' digits, quotes, full stops, spaces."""
    wide = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in wide)
    known = "".join(" " if one.isspace() else one for one in digits if one.isprintable() or one.isspace())
    bare = re.sub(r" +", " ", known).strip(" .,!;:\"'`«»“”‘’()[]<>*_")
    return bare or ("?" if "?" in known else "")
