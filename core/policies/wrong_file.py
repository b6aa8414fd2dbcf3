"""How a file of the configuration is refused: which one, where in it, and what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.policies.wrong import Wrong


class WrongFile(Exception):
    """A file that cannot be used; with it, everything that was read beside it is refused."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        super().__init__(f"{file}{f', at {place}' if place else ''}: {problem}")
        self.file = file
        self.place = place
        self.problem = problem


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Whatever is wrong inside is wrong in this file."""
    try:
        yield
    except Wrong as found:
        raise WrongFile(file, found.place, found.problem) from None
