"""Whatever is typed wrong: the answer comes at once, fits one screen, says what to do, and nothing has changed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

from tests.scenarios.world import GENERAL, Message, World, shown, words
from tests.scenarios.wrong_commands import WRONG

SECOND = 1.0
LINES, CHARACTERS = 40, 3000
RECORDS_OF_ASKING = {"audit", "audit_record", "inbox", "inbox_entry", "answered", "pending_command", "data_key"}
"""What a wrong command may add to: who asked for what, and what a thread waits for."""


async def test_forty_wrong_commands_are_answered_well_and_change_nothing(world: World) -> None:
    assert len(WRONG) == len(set(WRONG)) == 40
    before = dict(contents(world))
    complaints = [complaint for text in WRONG for complaint in [*await faults_of_the_answer(world, text)]]
    assert complaints == []
    assert dict(contents(world)) == before
    assert len(before) > 10
    assert world.slack.woken == []


async def faults_of_the_answer(world: World, text: str) -> list[str]:
    """Type it, and say what is wrong with the answer."""
    message, answer, lasted = await typed(world, text)
    for _ in range(2):  # one of a few has to be quick, since others may use the machine too
        if lasted > SECOND:
            message, answer, lasted = await typed(world, text)
    screen = shown(answer)
    rules = {
        f"took {lasted:.2f} s": lasted > SECOND,
        f"has {len(screen.splitlines())} lines": len(screen.splitlines()) >= LINES,
        f"has {len(screen)} characters": len(screen) >= CHARACTERS,
        "is empty": not words(answer).strip(),
        "is a failure of ours": "InternalServer" in screen,
        "says that it was done": "Done:" in screen,
        "leaves one at a loss": not any(way in screen for way in ("@aws", "There is", "Just write", "at most")),
        "comes more than once": len(world.thread(message, GENERAL)) > 1,
    }
    return [f"the answer to {text[:90]!r} {rule}: {screen[:200]!r}" for rule, broken in rules.items() if broken]


async def typed(world: World, text: str) -> tuple[Message, Message, float]:
    """What was said, the answer, and how many seconds that took."""
    message, delivery = world.mention(world.ana.user, text)
    began = time.monotonic()
    await world.delivers_until_taken(delivery)
    return message, await world.answer_to(message), time.monotonic() - began


def contents(world: World) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """All rows of all tables but those that record the asking itself."""
    database = sqlite3.connect(f"file:{world.data / 'muster.db'}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table not in RECORDS_OF_ASKING:
                yield table, sorted(database.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)  # noqa: S608
    finally:
        database.close()
