"""Where the keys are, as configuration says it; and what an operator may have done with them."""

from __future__ import annotations

from dataclasses import asdict

from bot.http.control import Document, Errand
from bot.settings import Settings
from core.errors import Refusal, invalid
from storage.keys.entries import KeyringRefused
from storage.keys.environment import KeyringVariable
from storage.keys.file import KeyringFile
from storage.keys.holders import KeySources
from storage.keys.keyring import Place
from storage.keys.kms import real_kms
from storage.keys.upkeep import Upkeep


def key_sources_of(settings: Settings) -> KeySources:
    """The keyring, and AWS KMS where it is asked."""
    kms = real_kms(settings.kms_endpoint or None) if settings.kms or settings.kms_endpoint else None
    return KeySources(place_of(settings), kms, settings.region)


def place_of(settings: Settings) -> Place:
    """Where the keyring lies."""
    return KeyringVariable(settings.keyring) if settings.keyring else KeyringFile(settings.keyring_file)


def keyring_errand(upkeep: Upkeep) -> Errand:
    """`do`: `add`, `promote`, `retire` or `check`."""

    async def do(asked: Document) -> Document:
        upkeep.tidy()
        try:
            match asked:
                case {"do": "add"}:
                    return {"added": await upkeep.add()}
                case {"do": "promote"}:
                    return {"wrapped": await upkeep.promote()}
                case {"do": "retire"}:
                    return {"retired": await upkeep.retire()}
                case {"do": "check"}:
                    return {"keys": [asdict(report) for report in await upkeep.check()]}
        except KeyringRefused as refused:
            raise invalid(str(refused)) from None
        raise Refusal("ValidationException", "This is none of the errands that there are for the keyring.")

    return do
