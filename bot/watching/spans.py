"""Where does the time of a piece of work go?  Nowhere, unless traces are configured."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Spans(Protocol):
    def span(self, name: str, **attributes: str | int | float) -> AbstractContextManager[object]:
        """What is done inside belongs to `name`; an exception marks it as failed, without the exception's text."""

    def close(self, within: float) -> None:
        """Hand over what is left, unless that takes longer than so many seconds: then it is lost."""


class NoSpans:
    """Nobody collects traces."""

    def span(self, name: str, **attributes: str | int | float) -> AbstractContextManager[object]:  # noqa: ARG002
        """See `Spans`."""
        return nullcontext()

    def close(self, within: float) -> None:
        """See `Spans`."""
