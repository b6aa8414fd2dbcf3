"""What does the log tell of a process: where it listens, on what it works, by whom it pages, and how it ended?"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import Settings

HALVES = {"all": "", "web": ", as --only web", "worker": ", as --only worker"}


def listening(settings: Settings, url: str, part: str) -> str:
    """Its release, address, database and carriers; nothing secret, and nobody's address."""
    return (
        f"Muster {version('muster')} listens at {url}{HALVES[part]}. Database: {_database(settings)}. "
        f"Pages go out by: {', '.join(_carriers(settings)) or 'nobody; `muster doctor` says what is missing'}."
    )


def told_to_end(signal: str) -> str:
    """From here on it takes nothing."""
    return f"Told to end by {signal}: nothing new is taken, and what was begun is finished."


def ended(seconds: float, left: int | None) -> str:
    """`left`: how many steps were begun and not finished; None where nobody could be asked."""
    match left:
        case None:
            what = "It is not known what was left: the next start, or another process, sees to it"
        case 0:
            what = "What was begun is finished"
        case _:
            what = f"{left} steps were begun and not finished: the next start, or another process, does them"
    return f"Ended, after {seconds:.1f} s. {what}; what is not due yet waits in the database."


def _database(settings: Settings) -> str:
    if isinstance(named := settings.database, Path):
        return f"SQLite, {named}"
    address = urlsplit(named)
    return f"PostgreSQL, {address.netloc.rpartition('@')[2]}{address.path}"


def _carriers(settings: Settings) -> list[str]:
    slack = ["Slack"] if settings.may_talk_to_slack else []
    file = ["outbox.jsonl"] if settings.outbox_file else []
    named = {"mail": settings.mail, "text message": settings.sms, "call": settings.voice}
    return [*slack, *(f"{how} ({one.name})" for how, providers in named.items() for one in providers), *file]
