"""Where does each option of a typed command begin, and which words belong to it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.vocabulary.word_ends import Reader, key

__all__ = ["Said", "Word", "key", "split"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a value, as typed and without the quotes around all of it."""

    raw: str
    text: str
    gap: str = ""
    """What stands between it and the word before: a space, or the line breaks."""

    @property
    def quoted(self) -> bool:
        return self.raw != self.text


@dataclass(frozen=True, slots=True)
class Said:
    """An option as typed, without its dashes, and its words; the first may be nameless."""

    option: str | None
    words: tuple[Word, ...]

    @property
    def prose(self) -> str:
        """The words as one text: one word without its quotes, several exactly as typed."""
        if len(self.words) == 1:
            return self.words[0].text
        return "".join(word.gap + word.raw for word in self.words).strip()


def split(text: str, options: Collection[str]) -> tuple[Said, ...]:
    """The options of a command and their words.  `options` are the `key`s of those that exist.

    After two hyphens every name is an option, so that a mistyped one is noticed; after a single hyphen or after a dash
    that a keyboard made of two, only a name that exists, or nearly.
    """
    reader = Reader(text, frozenset(options))
    said: list[Said] = []
    option: str | None = None
    words: list[Word] = []
    while not reader.ended():
        gap = reader.gap()
        name = reader.option()
        if name is None:
            words.append(Word(*reader.word(), gap))
            continue
        said.append(Said(option, tuple(words)))
        option, words = name, []
        if reader.skip("=") and not reader.at_end_of_word():
            words.append(Word(*reader.word()))
    said.append(Said(option, tuple(words)))
    return tuple(one for one in said if one.option or one.words)
