"""Where does a word of a typed command end, and is it an option?

Not a shell: people type in a chat, so quotes may be unbalanced, an apostrophe is no quote and JSON need not be quoted.
Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from functools import lru_cache

DASH = "-—–―−"

_GAP = re.compile(r"(?:\s|\\\r?\n)*")
_PLAIN = re.compile(r"(?:[^\s\\\"\[{]|\\(?!\r?\n).?)+", re.S)
_OPTION = re.compile(rf"([{DASH}]{{1,3}})([A-Za-z][\w-]*)(?==|\s|\\\r?\n|\Z)")
_OPTION_AHEAD = re.compile(rf"(?<=\s)[{DASH}]{{1,3}}[A-Za-z]")
_END = r"(?=\s|\\\r?\n|\Z)"
_AT_END = re.compile(_END)
_AT_END_OF_PART = re.compile(r"(?=[\s,\]})]|\\\r?\n|\Z)")
_TO_QUOTE = re.compile(r'(?:[^"\\]|\\.)*+(?=")', re.S)
_TO_APOSTROPHE = re.compile(rf"(?:[^']|'\\''|'(?!\s|\\\r?\n|\Z))*+(?='{_END})")
_JSON = re.compile(r"[\[{]\s*[\"\[{\]}]")
_TO_END_OF_JSON = {sign: re.compile(rf"[}}\]]\s*(?={sign}{_END})") for sign in "'\""}
_IN_BRACKETS = re.compile(rf"[\[\]{{}}\"]|{_OPTION_AHEAD.pattern}")
_PARTNER = {"]": "[", "}": "{"}
_OPENS_INSIDE = "=,:[{("


def key(name: str) -> str:
    """What is left of an option's name when its spelling is ignored (`responsePlanArn`, `response_plan_arn`)."""
    return name.replace("-", "").replace("_", "").lower()


class Reader:
    """A place in a text that moves on, word by word.  `options` are the keys of those that exist."""

    def __init__(self, text: str, options: frozenset[str]) -> None:
        self._text = text.rstrip()
        self._at = 0
        self._options = options
        self._absent: dict[re.Pattern[str], int] = {}
        self._brackets: dict[int, int] = {}
        self._brackets_known_to = 0

    def ended(self) -> bool:
        return self._at >= len(self._text)

    def at_end_of_word(self) -> bool:
        return bool(_AT_END.match(self._text, self._at))

    def skip(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) * found
        return found

    def gap(self) -> str:
        found = _GAP.match(self._text, self._at)
        space = found[0] if found else ""
        self._at += len(space)
        return "\n" * (space.count("\n") - space.count("\\")) or " " * bool(space)

    def option(self) -> str | None:
        found = self._option_at(self._at)
        if found:
            self._at = found.end()
        return found[2] if found else None

    def word(self) -> tuple[str, str]:
        """The next word as typed, and without the quotes where all of it stands in quotes."""
        start = self._at
        sign = self._text[start]
        if sign in "'\"":
            text = self._double() if sign == '"' else self._single()
            if text is not None and self.at_end_of_word():
                return self._text[start : self._at], text
            self._at = max(self._at, start + 1)
        self._rest_of_word()
        raw = self._text[start : self._at]
        return raw, raw

    def _option_at(self, at: int, *, existing: bool = False) -> re.Match[str] | None:
        found = _OPTION.match(self._text, at)
        if not found:
            return None
        if found[1] == "--" and not existing:
            return found
        name = key(found[2])
        return found if name in self._options or (not existing and _nearly(name, self._options)) else None

    def _double(self) -> str | None:
        """The content of a value in double quotes; the place moves behind it."""
        begin = self._at + 1
        found = self._match(_TO_QUOTE, begin)
        if found and self._closed_by(found.end()):
            return _unescaped(found[0])
        if _JSON.match(self._text, begin) and (json := self._search(_TO_END_OF_JSON['"'], begin)):
            self._at = json.end() + 1
            return self._text[begin : json.end()]
        if not found or self._text[found.end() - 1].isspace():
            return self._unbalanced(begin)
        self._at = found.end() + 1
        return None

    def _closed_by(self, quote: int) -> bool:
        if not _AT_END.match(self._text, quote + 1):
            return False
        self._at = quote + 1
        return True

    def _unbalanced(self, begin: int) -> str:
        """All up to the next option that exists, because a quote has no partner."""
        self._at = len(self._text)
        for ahead in _OPTION_AHEAD.finditer(self._text, begin):
            if self._option_at(ahead.start(), existing=True):
                self._at = begin + len(self._text[begin : ahead.start()].rstrip())
                break
        return _unescaped(re.sub(r'(?<!\\)"\Z', "", self._text[begin : self._at]))

    def _single(self) -> str | None:
        """The content of a value in single quotes, or None where the sign is an apostrophe."""
        begin = self._at + 1
        found = None
        if _JSON.match(self._text, begin):
            found = self._search(_TO_END_OF_JSON["'"], begin)
        found = found or self._match(_TO_APOSTROPHE, begin)
        if not found:
            return None
        self._at = found.end() + 1
        return self._text[begin : found.end()].replace("'\\''", "'")

    def _rest_of_word(self) -> None:
        while not self.at_end_of_word():
            sign = self._text[self._at]
            if found := _PLAIN.match(self._text, self._at):
                self._at = found.end()
            elif sign == '"':
                self._at = self._inner_quote()
            else:
                self._at = self._closing(self._at) or self._at + 1

    def _inner_quote(self) -> int:
        """Behind the partner of a quote that opens a part of a word, as in `Value="b c"`; or behind this one alone."""
        if self._at and self._text[self._at - 1] in _OPENS_INSIDE:
            found = self._match(_TO_QUOTE, self._at + 1)
            if found and _AT_END_OF_PART.match(self._text, found.end() + 1):
                return found.end() + 1
        return self._at + 1

    def _closing(self, opening: int) -> int | None:
        """Where a bracket's inside ends: behind its partner."""
        if opening >= self._brackets_known_to:
            self._walk_brackets(opening)
        return self._brackets.get(opening)

    def _walk_brackets(self, opening: int) -> None:
        # Every inner pair is noted, so that brackets without partners do not make us walk again and again.
        at, opened = opening, []
        while found := _IN_BRACKETS.search(self._text, at):
            at, sign = found.end(), found[0]
            if sign in "[{":
                opened.append(found)
            elif sign in "]}":
                if opened[-1][0] != _PARTNER[sign]:
                    break
                self._brackets[opened.pop().start()] = at
            elif sign == '"' and (string := self._match(_TO_QUOTE, at)):
                at = string.end() + 1
            elif sign == '"' or self._option_at(found.start(), existing=True):
                break
            if not opened:
                break
        self._brackets_known_to = at if found else len(self._text)

    def _match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return self._remember(pattern, at, pattern.match(self._text, at) if self._worth(pattern, at) else None)

    def _search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return self._remember(pattern, at, pattern.search(self._text, at) if self._worth(pattern, at) else None)

    def _worth(self, pattern: re.Pattern[str], at: int) -> bool:
        return at < self._absent.get(pattern, len(self._text) + 1)

    def _remember(self, pattern: re.Pattern[str], at: int, found: re.Match[str] | None) -> re.Match[str] | None:
        """What is not found from here on is not looked for again further on: this keeps the time linear."""
        if not found:
            self._absent[pattern] = min(at, self._absent.get(pattern, at))
        return found


def _unescaped(text: str) -> str:
    """The inside of double quotes, as a shell reads it."""
    return re.sub(r"\\(\r?\n|[\"\\$`])", lambda found: found[1].strip("\r\n"), text)


def _nearly(name: str, options: frozenset[str]) -> bool:
    return len(name) > 3 and not _one_off(name).isdisjoint(_all_one_off(options))


def _one_off(name: str) -> frozenset[str]:
    """The name, and what is left when any one letter is dropped: two names that share one differ by a slip."""
    return frozenset({name, *(name[:at] + name[at + 1 :] for at in range(min(len(name), 60)))})


@lru_cache(maxsize=256)
def _all_one_off(options: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(_one_off(option) for option in options))
