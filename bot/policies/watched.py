"""What do files say now?  Read again when they change; while they are wrong, what they said last goes on."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from core.clock import Clock
from core.policies.wrong_file import WrongFile

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = timedelta(seconds=1)
Value = TypeVar("Value")
Said = TypeVar("Said", covariant=True)


class Source(Protocol[Said]):
    """Files that say something."""

    def sighting(self) -> Hashable:
        """What changes whenever a file does; cheap.  Raises `WrongFile` or `OSError` where there is nothing to see."""

    def read(self) -> Said:
        """What they say; raises `WrongFile` where one of them cannot be used, and `OSError`."""


class Watched(Generic[Value]):
    """Looks at the files when it is asked, once a second at most, and replaces the whole value at once.

    No thread and no waiting: it is a few looks at a directory, and reading only where somebody has changed it.
    """

    def __init__(self, source: Source[Value], setting: str, clock: Clock) -> None:
        """Raises `WrongFile` or `OSError` where there is nothing to begin with."""
        self._source = source
        self._setting = setting
        self._clock = clock
        self._looked_at: datetime = clock.now()
        self._seen: Hashable = source.sighting()
        self._tried = self._seen
        """What was there when it was last tried to read them; nothing is tried twice."""
        self._value: Value = source.read()
        self._problem = ""
        self.generation = 1
        """How often the value was replaced."""

    @property
    def value(self) -> Value:
        """What they say, at most a second late."""
        now = self._clock.now()
        if abs(now - self._looked_at) >= LOOKED_AT_EVERY:
            self._looked_at = now
            self._look()
        return self._value

    @property
    def problem(self) -> str:
        """Why the last change does not count; nothing where it does."""
        _ = self.value
        return self._problem

    def _look(self) -> None:
        try:
            seen = self._source.sighting()
            if seen == self._tried:
                return
            self._tried = seen
            if seen != self._seen:
                self._value = self._source.read()
        except WrongFile as problem:
            self._complain(str(problem))
        except OSError as problem:
            self._tried = None  # it may be mended without any change that could be seen
            self._complain(in_words(problem))
        else:
            self._seen = seen
            self._accept()

    def _accept(self) -> None:
        self.generation += 1
        log.log(
            logging.WARNING if self._problem else logging.INFO,
            "%s: the files were read again, and count",
            self._setting,
        )
        self._problem = ""

    def _complain(self, problem: str) -> None:
        """Once for each thing that is wrong: what was read last goes on, and nobody reads a full log."""
        if problem != self._problem:
            log.error("%s: the change does not count, what was read before does: %s", self._setting, problem)
        self._problem = problem


class Unwatched(Generic[Value]):
    """The same where no files are named: one value, which stays."""

    problem = ""
    generation = 0

    def __init__(self, value: Value) -> None:
        self.value = value


def in_words(problem: WrongFile | OSError) -> str:
    """What is wrong, in a sentence."""
    if isinstance(problem, WrongFile):
        return str(problem)
    return f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem)
