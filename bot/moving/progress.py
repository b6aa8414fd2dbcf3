"""Shows on stderr how far it is: one line that is written over on a terminal, a line a kind elsewhere."""

from __future__ import annotations

from typing import TextIO

from bot.moving.plain import plain


class Progress:
    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._kind, self._count = "", 0

    def step(self, kind: str) -> None:
        """One more of this kind."""
        if kind != self._kind:
            self.finish()
            self._kind = kind
        self._count += 1
        if self._out.isatty():
            self._out.write(f"\r{self._line()}")
            self._out.flush()

    def say(self, text: str) -> None:
        """Something that nobody should have to wait for until the end."""
        self.finish()
        self._out.write(f"{plain(text)}\n")
        self._out.flush()

    def finish(self) -> None:
        """Leave the line as it is."""
        if self._count:
            self._out.write(f"\r{self._line()}\n" if self._out.isatty() else f"{self._line()}\n")
            self._out.flush()
        self._kind, self._count = "", 0

    def _line(self) -> str:
        return f"{plain(self._kind):<20} {self._count:>8}"
