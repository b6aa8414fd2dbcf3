"""What is said on the telephone to somebody who has just been woken: slowly, in short sentences, the key first."""

from __future__ import annotations

import re

from bot.telephone.gsm import plain
from core.engine.ports import ActivationMessage, FarewellMessage, PageMessage
from core.incidents.impact import sentence
from core.legible import begun

ELSEWHERE = "in Slack or with the A W S command line"
"""Where else one answers, in letters that a voice says one by one."""
MOST_TITLE, MOST_CONTENT = 200, 400
"""Letters of what is read out: about half a minute."""
PRESS, PRESS_FOR_ALL = "To acknowledge, press 1.", "To acknowledge all of them, press 2."
STAY = "To hear it again, stay on the line."
NOTHING_PRESSED = "Nothing was pressed, so nothing was acknowledged. Goodbye."
NOT_TYPED = "Nothing was typed, so nobody is called here for now. Goodbye."
GOODBYE = "Goodbye."
AGREED = "Thank you. From now on, Muster calls you at this number. Goodbye."
NOT_AGREED = f"This is not the code, or it is too old. Ask for another one {ELSEWHERE}. Goodbye."
NOT_UNDERSTOOD = "That key means nothing here. To acknowledge, press 1."
_UNSPEAKABLE = (
    (re.compile(r"[a-z]+://\S+", re.I), "a link"),
    (re.compile(r"\barn:\S+"), "a resource"),
    (re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"), "an id"),
    (re.compile(r"[*_`~|<>#\[\]{}\\]+"), " "),
)


def keys(message: PageMessage) -> list[str]:
    """How to answer."""
    return ["To acknowledge this one, press 1.", PRESS_FOR_ALL] if message.others else [PRESS]


def page(message: PageMessage) -> list[str]:
    """Who calls, whom, and what it is, in sentences between which there is a breath."""
    what = _cut(_heard(message.title or message.subject), MOST_TITLE)
    again = " again" if message.attempt > 1 else ""
    whom = _heard(message.contact_name)
    impact = sentence(message.impact) if message.impact else ""
    said = [f"This is Muster{again}, with a page for {whom}.", impact, _ended(what)]
    content = _heard(message.content.removeprefix(impact))
    if content and content.rstrip(".") != what.rstrip("."):
        said.append(_ended(_cut(content, MOST_CONTENT)))
    return [one for one in said if one]


def without_keys(code: str) -> str:
    """How to answer where a pressed key would be heard by nobody."""
    return f"Acknowledge it {ELSEWHERE}. The code is {digits(code)}."


def activation(message: ActivationMessage) -> list[str]:
    """May this person be called here?"""
    who, whom = begun(_heard(message.asked_by)), _heard(message.contact_name)
    return [
        "This is Muster, which calls people when something is wrong at work.",
        f"{who} asks to call {whom} at this number, at any hour.",
        f"If you agree: the code is {digits(message.code)}.",
        f"I say it again: {digits(message.code)}.",
    ]


TYPE_IT = f"Type it now on your telephone, or within 15 minutes {ELSEWHERE}. If you do not agree, hang up."
ENTER_IT = f"Enter it within 15 minutes {ELSEWHERE}. If you do not agree, do nothing."


def farewell(message: FarewellMessage) -> list[str]:
    """That pages go elsewhere now."""
    by = f" {begun(_heard(message.changed_by))} changed that." if message.changed_by else ""
    gone = f"{_heard(message.contact_name)} is not called at this number any more.{by}"
    return ["This is Muster.", gone, "If that is not right, tell whoever runs Muster."]


def digits(code: str) -> str:
    """One after the other, with a breath in the middle of six: `4, 8, 2. 9, 1, 3`."""
    middle = len(code) // 2
    return ". ".join(", ".join(part) for part in (code[:middle], code[middle:]) if part)


def answer(sentence_: str) -> str:
    """A sentence that was made to be read, for the ear."""
    return re.sub(r"\b(\d\d):(\d\d) UTC", r"\1 \2, U T C", _heard(sentence_))


def _heard(text: str) -> str:
    """Without what a voice would spell out for minutes."""
    for pattern, said in _UNSPEAKABLE:
        text = pattern.sub(said, text)
    return re.sub(r"\s+", " ", plain(text)).strip()


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cut(text: str, most: int) -> str:
    """At the end of a sentence or, failing that, of a word."""
    if len(text) <= most:
        return text
    part = text[:most]
    end = max(part.rfind(". "), part.rfind("! "), part.rfind("? "))
    kept = part[: end + 1] if end > most // 2 else _ended(part.rpartition(" ")[0] or part)
    return f"{kept} There is more of it in writing."
