"""Where the keys are, as configuration says it; and what an operator may have done with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from bot.http.control import Document, Errand
from bot.settings import Settings
from core.clock import Clock
from core.errors import Refusal, invalid
from storage.keys.entries import KeyringRefused
from storage.keys.environment import KeyringVariable
from storage.keys.file import KeyringFile
from storage.keys.holders import Holders, KeySources
from storage.keys.keyring import Keyring, Place
from storage.keys.kms import real_kms
from storage.keys.upkeep import KeyReport, Upkeep
from storage.opening import open_database


def key_sources_of(settings: Settings) -> KeySources:
    """The keyring, and AWS KMS where it is asked."""
    kms = real_kms(settings.kms_endpoint or None) if settings.kms or settings.kms_endpoint else None
    return KeySources(place_of(settings), kms, settings.region)


def place_of(settings: Settings) -> Place:
    """Where the keyring lies."""
    return KeyringVariable(settings.keyring) if settings.keyring else KeyringFile(settings.keyring_file)


def keyring_errand(upkeep: Upkeep) -> Errand:
    """`do`: `add`, `promote`, `retire` or `check`; or, where a command has `printed` it, what was printed is recorded.

    A `keyring` is checked in the place of the one in use.
    """

    async def do(asked: Document) -> Document:
        upkeep.tidy()
        try:
            return await _done(upkeep, asked)
        except KeyringRefused as refused:
            raise invalid(str(refused)) from None

    return do


async def _done(upkeep: Upkeep, asked: Document) -> Document:
    match asked:
        case {"do": "add" | "promote" | "retire" | "destroy", "printed": True}:
            return {}
        case {"do": "add"}:
            return {"added": await upkeep.add()}
        case {"do": "promote"}:
            return {"wrapped": await upkeep.promote()}
        case {"do": "retire"}:
            return {"retired": await upkeep.retire()}
        case {"do": "check"}:
            text = asked.get("keyring")
            return _told(await (upkeep.trying(KeyringVariable(text)) if text else upkeep).check())
    raise Refusal("ValidationException", "This is none of the errands that there are for the keyring.")


async def checked_alone(settings: Settings, clock: Clock) -> Document:
    """What the keys open, where Muster does not run; nothing is begun, migrated or wrapped for it.

    A new value is tried before it is set: nothing may be wrapped under a key that only this shell has.
    """
    sources = key_sources_of(settings)
    database = open_database(settings.database)
    try:
        keyring = Keyring(sources.place, sources.place.load(), clock)
        return _told(await Upkeep(database, Holders(keyring, sources.kms, sources.region)).check())
    finally:
        await database.close()


def _told(reports: Iterable[KeyReport]) -> Document:
    return {"keys": [asdict(report) for report in reports]}
