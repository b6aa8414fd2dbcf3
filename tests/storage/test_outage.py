"""An outage of the database is told when it begins, once a minute, and when it is over, whoever runs into it."""

from __future__ import annotations

import logging

import pytest

from storage.outage import AGAIN_AFTER, SETTLED_AFTER, Condition, Kind, Outage


class World:
    def __init__(self, log: pytest.LogCaptureFixture) -> None:
        self.now, self._log = 1000.0, log
        self.condition = Condition(lambda: self.now)

    def fail(self, of: str, kind: Kind = "away", times: int = 1, lasting: float = 0.0) -> None:
        for _ in range(times):
            self.condition.failed(of, Outage(kind, f"It is {kind}.", of))
            self.now += lasting / times

    @property
    def told(self) -> list[str]:
        return [record.getMessage() for record in self._log.records]


@pytest.fixture
def world(caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.INFO, "storage.outage")
    return World(caplog)


def test_many_connections_that_fail_many_times_are_one_outage(world: World) -> None:
    for _ in range(50):
        world.fail("writer")
        world.fail("reader")
        world.now += 0.1
    world.condition.reached("writer")
    assert world.condition.outage, "the reader is away still"
    world.condition.reached("reader")
    assert world.condition.outage is None
    assert world.told == ["The database: It is away. (writer)", "The database does its work again, after 5 s."]


def test_while_it_lasts_it_is_told_once_a_minute(world: World) -> None:
    world.fail("writer", times=1000, lasting=AGAIN_AFTER * 3.5)
    assert len(world.told) == 4
    assert "60 s by now" in world.told[1]


def test_a_connection_says_nothing_of_whether_anything_can_be_written(world: World) -> None:
    world.fail("writer", "read-only")
    world.condition.reached("writer")
    assert world.condition.keeps_from_writing
    world.condition.wrote("another one")
    assert world.condition.keeps_from_writing
    world.condition.wrote("writer")
    assert world.condition.outage is None


def test_a_disk_that_takes_what_is_small_is_still_full(world: World) -> None:
    for _ in range(20):
        world.fail("writer", "full")
        world.now += 1
        world.condition.wrote("writer")
    assert len(world.told) == 1
    world.now += SETTLED_AFTER
    world.condition.wrote("writer")
    assert len(world.told) == 2
    assert world.condition.outage is None


def test_another_kind_of_outage_is_told_at_once(world: World) -> None:
    world.fail("writer", "away")
    world.fail("writer", "read-only", times=20, lasting=5)
    assert [told.partition(": ")[2] for told in world.told] == ["It is away. (writer)", "It is read-only. (writer)"]
