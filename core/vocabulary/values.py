"""Which value do a person's words stand for, given the shape that the model declares?

Words are read as JSON, as the AWS CLI's shorthand or as they stand.  Only the type is looked at here: sizes, patterns
and what is required below the top belong to the validation that every surface shares.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from core.vocabulary import moments, shorthand
from core.vocabulary.reference import describe_member
from core.vocabulary.understanding import Unreadable, shortened

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.vocabulary.words import Said, Word

SCALARS = ("string", "integer", "long", "float", "double", "boolean", "timestamp")

_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_FILE = re.compile(r"fileb?://")
_ITEM_BEGINS = re.compile(r"[\[{]|[\w.#/:-]+\s*@?=")
_WHOLE_IN_QUOTES = re.compile(r"\A(['\"])(.*)\1\Z", re.S)
_PARTS = re.compile(r'("(?:[^"\\]|\\.)*"|\'[^\']*\'|[^,"\']|["\'])+', re.S)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a value rests on beside its shape and words."""

    now: datetime

    def read(self, shape: Shape, said: Said) -> Any:
        """The value of an option; raises `Unreadable`."""
        if _FILE.match(said.prose):
            raise Unreadable("no file is read from here; paste its content in its place")
        if shape.type_name in SCALARS:
            return self.fit(shape, said.prose, "")
        if shape.type_name == "list":
            return self._list(shape, said)
        return self.fit(shape, _plain(said.prose), "")

    def fit(self, shape: Shape, value: Any, at: str) -> Any:
        """A plain value with every part turned into what its shape wants; `at` is where in the option it stands."""
        fits = {"structure": self._structure, "map": self._map, "list": self._members, "timestamp": self._moment}
        if shape.type_name in fits:
            return fits[shape.type_name](shape, value, at)
        return _SIMPLE[shape.type_name](shape, value, at)

    def _list(self, shape: Shape, said: Said) -> list[Any]:
        whole = said.prose.strip()
        if whole.startswith("[") and (value := _bracketed(whole)) is not _NOT_BRACKETED:
            return self._members(shape, value, "")
        if shape.member.type_name in SCALARS:
            parts = [part for word in said.words for part in _parts(word)]
            return [self.fit(shape.member, part, "") for part in parts]
        return self._members(shape, [_plain(item) for item in _items(said.words)], "")

    def _structure(self, shape: Shape, value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            _wrong(value, at, f"an object with {_either(list(shape.members))}")
        spelled = {name.lower(): name for name in shape.members}
        fitted: dict[str, Any] = {}
        for given, inner in value.items():
            name = spelled.get(given.lower())
            if name is None:
                raise _unknown_key(given, at, list(shape.members))
            fitted[name] = self.fit(shape.members[name], inner, f"{at}.{name}" if at else name)
        return fitted

    def _map(self, shape: Shape, value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            _wrong(value, at, 'a map such as {"key": …} or key=…')
        return {name: self.fit(shape.value, inner, f"{at}.{name}" if at else name) for name, inner in value.items()}

    def _members(self, shape: Shape, value: Any, at: str) -> list[Any]:
        members = value if isinstance(value, list) else [value]  # as the AWS CLI: one may stand for a list of one
        return [self.fit(shape.member, inner, f"{at}[{place}]") for place, inner in enumerate(members)]

    def _moment(self, _shape: Shape, value: Any, at: str) -> datetime:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        found = moments.from_epoch(value) if is_number else moments.moment(str(value), self.now)
        return found or _wrong(value, at, moments.EXPECTED)


def _plain(text: str) -> Any:
    """The structure or map that a text spells, in JSON or shorthand."""
    if _FILE.match(text):
        raise Unreadable("no file is read from here; paste its content in its place")
    stripped = text.strip()
    if stripped.startswith(("{", "[")):
        value = _bracketed(stripped)
        return _json(stripped) if value is _NOT_BRACKETED else value
    try:
        return shorthand.parse(stripped)
    except shorthand.NoShorthand as no:
        raise Unreadable(f"{shortened(text)!r} is neither JSON nor key=value: {no}") from no


_NOT_BRACKETED = object()


def _bracketed(text: str) -> Any:
    """The value of JSON or of shorthand's `[a,b]` and `{key=value}`."""
    try:
        return _json(text)
    except Unreadable:
        try:
            return shorthand.parse_value(text)
        except shorthand.NoShorthand:
            return _NOT_BRACKETED


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as no:
        near = shortened(text[max(0, no.pos - 15) : no.pos + 15], 30)
        raise Unreadable(f"the JSON breaks at character {no.pos + 1}, near {near!r}: {no.msg}") from no
    except (ValueError, RecursionError) as no:
        raise Unreadable("the JSON has a number or a nesting that no value here can have") from no


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _parts(word: Word) -> list[str]:
    """`a,b` are two values of a list, `"a,b"` is one."""
    if word.quoted or "," not in word.raw:
        return [word.text]
    parts = (part[0].strip() for part in _PARTS.finditer(word.raw))
    return [_WHOLE_IN_QUOTES.sub(r"\2", part) for part in parts if part]


def _items(words: Sequence[Word]) -> list[str]:
    """One text for each item of a list: a word that begins none belongs to the item before it."""
    items: list[str] = []
    for word in words:
        joined = bool(items) and (items[-1].endswith(",") or not _ITEM_BEGINS.match(word.text))
        if joined:
            items[-1] += word.gap + word.raw
        else:
            items.append(word.text)
    return items


def _string(shape: Shape, value: Any, at: str) -> str:
    if not isinstance(value, str):
        _wrong(value, at, "a text")
    if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Unreadable("half of a character is in it, which cannot be stored")
    choices: list[str] = getattr(shape, "enum", None) or []
    if not choices:
        return str(value)
    meant = {choice.lower(): choice for choice in choices}.get(value.strip().lower())
    return meant or _wrong(value, at, _either(choices), _near(value.upper(), choices))


def _whole(shape: Shape, value: Any, at: str) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value if type(value) is int else _wrong(value, at, f"a {describe_member(shape)}")


def _number(_shape: Shape, value: Any, at: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return _wrong(value, at, "a number, such as 1.5")


def _boolean(_shape: Shape, value: Any, at: str) -> bool:
    word = str(value).strip().lower()
    return word in _TRUE if word in _TRUE or word in _FALSE else _wrong(value, at, "true or false")


_SIMPLE = {
    "string": _string,
    "integer": _whole,
    "long": _whole,
    "float": _number,
    "double": _number,
    "boolean": _boolean,
}


def _wrong(value: Any, at: str, expected: str, nearest: str | None = None) -> NoReturn:
    shown = value if isinstance(value, str) else json.dumps(value, default=str)
    where = f"at {at}, " if at else ""
    raise Unreadable(f"{where}{shortened(shown)!r} is not {expected}", nearest)


def _unknown_key(given: str, at: str, known: list[str]) -> Unreadable:
    near = _near(given, known)
    meant = f"{near} is" if near else f"there is {_either(known)}"
    return Unreadable(f"{shortened(given)!r} is no key{f' of {at}' if at else ''}; {meant}")


def _either(choices: Sequence[str]) -> str:
    *most, last = choices or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last


def _near(word: str, choices: Sequence[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word[:60], choices, 1)), None)
