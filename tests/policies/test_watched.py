"""Files that go, come back and are wrong in the same way again: what counts, and how often is it told?"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.policies.watched import Watched
from core.policies.wrong_file import WrongFile
from tests.slack.memory import MovableClock


class Shelf:
    """Files that a test changes by saying so."""

    def __init__(self) -> None:
        self.seen, self.says, self.times_read = 1, "first", 0
        self.gone = False

    def sighting(self) -> int:
        if self.gone:
            raise FileNotFoundError(2, "No such file or directory", "/policies")
        return self.seen

    def read(self) -> str:
        self.times_read += 1
        if self.says == "wrong":
            raise WrongFile("attachments.json", "users", "it must be an object")
        return self.says


class Watch:
    def __init__(self) -> None:
        self.shelf, self.clock = Shelf(), MovableClock()
        self.watched = Watched(self.shelf, "MUSTER_POLICIES", self.clock)

    def after_a_while(self) -> str:
        self.clock.ahead += timedelta(seconds=1)
        return self.watched.value

    def change(self, says: str) -> str:
        self.shelf.seen += 1
        self.shelf.says = says
        return self.after_a_while()


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


def test_what_has_not_changed_is_not_read_again() -> None:
    watch = Watch()
    assert [watch.after_a_while() for _ in range(3)] == ["first"] * 3
    assert watch.shelf.times_read == 1


def test_what_is_wrong_is_read_once_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch()
    assert watch.change("wrong") == "first"
    assert [watch.after_a_while() for _ in range(3)] == ["first"] * 3
    assert watch.shelf.times_read == 2
    assert watch.change("wrong") == "first"  # edited, and as wrong as before
    assert errors(caplog) == [
        "MUSTER_POLICIES: the change does not count, what was read before does: "
        "attachments.json, at users: it must be an object"
    ]


def test_files_that_come_back_as_they_were_end_the_complaint(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch()
    watch.shelf.gone = True
    assert [watch.after_a_while() for _ in range(3)] == ["first"] * 3
    assert watch.watched.problem == "/policies: No such file or directory"
    assert len(errors(caplog)) == 1
    watch.shelf.gone = False
    assert watch.after_a_while() == "first"
    assert watch.watched.problem == ""


def test_the_generation_tells_that_the_value_was_replaced() -> None:
    watch = Watch()
    before = watch.watched.generation
    watch.change("wrong")
    assert watch.watched.generation == before
    assert watch.change("second") == "second"
    assert watch.watched.generation > before


def test_a_clock_that_is_set_back_keeps_nobody_from_looking() -> None:
    watch = Watch()
    watch.shelf.seen, watch.shelf.says = 2, "second"
    watch.clock.ahead -= timedelta(hours=1)
    assert watch.watched.value == "second"
