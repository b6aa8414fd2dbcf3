"""Is what is marked as delivered in the place that is configured, or in one that was configured before?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.audit import digest as digests
from storage.audit import statements
from storage.database import Database, Statement
from storage.moments import from_datetime


async def begin_where_new(database: Database, places: Mapping[str, str], now: datetime) -> None:
    """A new directory or bucket gets all that is kept, from the first digest on whose files are all there still."""
    known: dict[str, str] = dict(await database.read(statements.PLACES, {}))
    for place in set(known) - set(places):  # who comes back to it later has not got what was delivered in between
        await database.write([Statement(statements.FORGET_PLACE, {"place": place})])
    for place, address in places.items():
        if known.get(place) != address:
            about = {"start": await _first_whole(database), "at": from_datetime(now)}
            await database.write(
                [
                    Statement(statements.begin_digests(place), about),
                    Statement(statements.begin_files(place), about),
                    Statement(statements.SET_PLACE, {"place": place, "address": address}),
                ]
            )


async def _first_whole(database: Database) -> int:
    """The digest behind the last one that names a file which is forgotten."""
    kept = {name for (name,) in await database.read(statements.KEPT_FILES, {})}
    first = 1
    for document, _ in await database.read(statements.DIGESTS, {}):
        try:
            told = digests.read(document)
        except ValueError:  # changed: whoever checks it will see
            continue
        if any(one.name not in kept for one in told.files):
            first = told.number + 1
    return first
