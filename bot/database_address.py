"""Which database does `DATABASE_URL` name: a file of SQLite's, or one of PostgreSQL's?"""

from __future__ import annotations

from pathlib import Path

from bot.variables import WrongSetting

POSTGRESQL = ("postgresql", "postgres")
"""How the address of such a database begins."""


def database_at(url: str) -> Path | str:
    """The embedded database's file, or the address of a PostgreSQL database; raise `WrongSetting` for another."""
    scheme, separator, path = url.partition("://")
    if scheme in POSTGRESQL and separator:
        return url
    if scheme != "sqlite":
        # All of an address that has no scheme could be the password in it.
        kind = scheme if separator and scheme.isalnum() else "nameless"
        raise WrongSetting(
            f"DATABASE_URL names a {kind} database; records are kept in SQLite or PostgreSQL: leave DATABASE_URL "
            "empty, or write sqlite:///path/to/muster.db or postgresql://USER:PASSWORD@HOST/NAME"
        )
    return Path(path.removeprefix("/")) if not path.startswith("//") else Path(path[1:])
