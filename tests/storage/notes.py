"""A table of notes, and what is done with it, in words that every database knows."""

from __future__ import annotations

from storage.database import Database, Statement
from storage.statements import Compiled

CREATE = Compiled("CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT NOT NULL)")
INSERT = Compiled("INSERT INTO note (id, words) VALUES (:id, :words)")
CHANGE = Compiled("UPDATE note SET words = :words WHERE id = :id")
TAKE = Compiled("DELETE FROM note WHERE id <= :id RETURNING id")
ALL = Compiled("SELECT id FROM note ORDER BY id")


def insert(number: int) -> Statement:
    return Statement(INSERT, {"id": number, "words": "w" * 100})


async def ids(database: Database) -> list[int]:
    """The notes that there are."""
    return [row[0] for row in await database.read(ALL, {})]
