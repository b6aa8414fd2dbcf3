"""What does the AWS CLI's shorthand syntax say?  `Key=a,Value=b`, `key=[a,b]`, `key={inner=c}` to plain values.

The grammar is the AWS CLI's own, with its rule that a comma after a value may begin another value of a list or the
next key.  It is wider in two places: an apostrophe inside a word (`title=don't`) is part of it, and so is any
character of Unicode.  Nothing is ever read from a file: after `key@=` too, a value is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_SPACE = re.compile(r"[ \t\n\r\x0b\x0c]*")
_KEY = re.compile(r"[A-Za-z0-9\-_.#/:]*")
_QUOTED = {"'": re.compile(r"'((?:\\'|[^'])*)'"), '"': re.compile(r'"((?:\\"|[^"])*)"')}
_BEGIN = r"[^\x00-\x20\"',=\[{]"
_APOSTROPHE = r"(?<=\w)'(?=\w)"
_FIRST = re.compile(rf"(?:\\,|{_BEGIN})(?:\\,|{_APOSTROPHE}|[^\"',\]}}\x00-\x08\x0e-\x1b])*")
_LATER = re.compile(rf"(?:\\,|{_BEGIN})(?:\\,|{_APOSTROPHE}|[^\"',=\x00-\x08\x0e-\x1b])*")
_DEEPEST = 40


class NoShorthand(ValueError):
    """The text breaks the grammar at `index`."""

    def __init__(self, text: str, index: int, expected: str) -> None:
        found = repr(text[index]) if index < len(text) else "the end"
        super().__init__(f"{expected} was expected at character {index + 1}, where {found} is")
        self.index = index


def parse(text: str) -> dict[str, Any]:
    """The mapping that `key=value,key=value` stands for; all scalars are strings."""
    return _Reader(text).mapping()


def parse_value(text: str) -> Any:
    """What a single value stands for: `[a,b]`, `{key=value}` or a word."""
    reader = _Reader(text.strip())
    value = reader.nested()
    reader.end()
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def mapping(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            key = self._key()
            value = self._values()
            if key in found:
                raise NoShorthand(self._text, self._at - 1, f"another key than a second {key!r}")
            found[key] = value
            if self._ended:
                return found
            self._expect(",")

    def nested(self) -> Any:
        if self._here == "[":
            return self._deeper(self._list)
        if self._here == "{":
            return self._deeper(self._hash)
        return self._first()

    def end(self) -> None:
        if not self._ended:
            raise NoShorthand(self._text, self._at, "the end")

    @property
    def _ended(self) -> bool:
        return self._at >= len(self._text)

    @property
    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def _key(self) -> str:
        key = self._take(_KEY)
        self._spaces()
        if self._here == "@":
            self._expect("@")
        self._expect("=")
        return key

    def _values(self) -> Any:
        return self.nested() if self._here in ("[", "{") else self._one_or_more()

    def _one_or_more(self) -> str | list[str]:
        """`a` or `a,b,c`: a comma that turns out to stand before `key=` is given back."""
        values = [self._first()]
        self._spaces()
        while self._here == ",":
            self._expect(",")
            value = self._later()
            self._spaces()
            if value is None or not (self._ended or self._here == ","):
                self._give_back_comma()
                break
            values.append(value)
        return values[0] if len(values) == 1 else values

    def _give_back_comma(self) -> None:
        comma = self._text.rfind(",", 0, self._at + 1)
        if self._ended or self._text[comma - 1] == "\\":  # the AWS CLI would lose what is before such a comma
            raise NoShorthand(self._text, self._at, "a value")
        self._at = comma

    def _list(self) -> list[Any]:
        self._expect("[")
        values: list[Any] = []
        while self._here != "]":
            values.append(self.nested())
            self._separator("]")
        self._at += 1
        return values

    def _hash(self) -> dict[str, Any]:
        self._expect("{")
        found: dict[str, Any] = {}
        while self._here != "}":
            key = self._key()
            found[key] = self.nested()
            self._separator("}")
        self._at += 1
        return found

    def _deeper(self, read: Callable[[], Any]) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NoShorthand(self._text, self._at, f"an end of the nesting after {_DEEPEST} levels")
        value = read()
        self._depth -= 1
        return value

    def _separator(self, end: str) -> None:
        self._spaces()
        if self._here != end:
            self._expect(",")

    def _first(self) -> str:
        if self._here in _QUOTED:
            return self._quoted()
        return self._word(_FIRST) or ""

    def _later(self) -> str | None:
        """A further value of a list, or None where there is none."""
        if self._here in _QUOTED:
            return self._quoted()
        return self._word(_LATER)

    def _word(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self._text, self._at)
        if not found:
            return None
        self._at = found.end()
        return found[0].replace("\\,", ",").rstrip()

    def _quoted(self) -> str:
        quote = self._here
        found = _QUOTED[quote].match(self._text, self._at)
        if not found:
            raise NoShorthand(self._text, self._at, f"a second {quote}")
        self._at = found.end()
        return found[1].replace(f"\\{quote}", quote).replace("\\\\", "\\")

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        assert found  # noqa: S101 - the pattern matches nothing as well
        self._at = found.end()
        return found[0]

    def _spaces(self) -> None:
        self._take(_SPACE)

    def _expect(self, sign: str) -> None:
        self._spaces()
        if self._here != sign:
            raise NoShorthand(self._text, self._at, f"{sign!r}")
        self._at += 1
        self._spaces()
