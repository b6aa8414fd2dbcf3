"""What the database's clock shows is known as well as the quickest answer can tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database_time import DatabaseTime

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Slow:
    """A database whose answers take so long, each; what it says is right at the end of that."""

    def __init__(self, *lasting: float) -> None:
        self.lasting, self.elapsed = list(lasting), timedelta()

    async def read(self, *_: object) -> list[tuple[int]]:
        self.elapsed += timedelta(seconds=self.lasting.pop(0))
        return [(int((NOON + self.elapsed).timestamp() * 1_000_000),)]


async def off_by(database: Slow) -> float:
    time = DatabaseTime(database, lambda: database.elapsed)  # type: ignore[arg-type]  # only reads
    await time.read()
    return abs((time.now() - NOON - database.elapsed).total_seconds())


async def test_the_making_of_a_connection_is_not_taken_for_a_clock_that_is_ahead():
    assert await off_by(Slow(0.4, 0.002)) <= 0.001


async def test_of_slow_answers_the_quickest_counts():
    assert await off_by(Slow(0.4, 0.08, 0.06, 0.09, 0.07)) <= 0.03


async def test_where_all_answers_are_slow_the_clock_is_behind_rather_than_ahead_and_asks_again_soon():
    """The database said each at the beginning of the time that its answer took, or at the end: nobody can tell."""
    database = Slow(1.2, 1.1, 1.3, 1.2, 1.1, 0.002)
    time = DatabaseTime(database, lambda: database.elapsed)  # type: ignore[arg-type]  # only reads
    await time.read()
    assert time.now() <= NOON + database.elapsed
    await time.keep_up()
    assert abs((time.now() - NOON - database.elapsed).total_seconds()) <= 0.001


async def test_an_answer_that_comes_at_once_is_enough():
    database = Slow(0.001, 9)
    await off_by(database)
    assert database.lasting == [9]
