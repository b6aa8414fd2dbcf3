"""How far had the record come, said outside the database?  So that yesterday's database is not taken for today's."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from core.audit import digest as digests
from core.audit.digest import Signed

NAME = "audit-anchor.json"
ACCEPT = "If you have restored a backup: muster audit accept-restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The last digest, which names all before it; together they say how long each chain was."""

    number: int
    ended_at: str
    hash: str
    signature: str

    def is_met_by(self, signed: Signed | None) -> bool:
        """Whether this is the digest."""
        return signed is not None and signed.hash == self.hash


class Anchor:
    """A file that each digest replaces."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_there(self) -> bool:
        """Whether there is such a file, be it readable or not."""
        return self.path.exists()

    @property
    def lost(self) -> str:
        """What is wrong where there is none any more."""
        return f"the anchor {self.path} is missing: nothing outside the database says how far it had come. {ACCEPT}"

    def passed_over(self, known: Known) -> str:
        """What is wrong where the database lacks the digest that is known."""
        return (
            f"the database is older than its anchor, or another: digest {known.number} of {known.ended_at}, which "
            f"{self.path} knows, is not there. {ACCEPT}"
        )

    async def read(self) -> Known | None:
        """None where there is none, or none that can be read."""
        try:
            return Known(**json.loads(await asyncio.to_thread(self.path.read_bytes)))
        except (OSError, ValueError, TypeError):
            return None

    async def write(self, signed: Signed) -> None:
        """From now on this digest has to be there."""
        digest = digests.read(signed.document)
        known = Known(
            number=digest.number, ended_at=digest.ended_at, hash=signed.hash, signature=signed.signature.hex()
        )
        await asyncio.to_thread(self._replace, json.dumps(asdict(known), indent=2) + "\n")

    def _replace(self, text: str) -> None:
        beside = self.path.with_name(f".{self.path.name}.part")
        with open(beside, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def anchor_beside(keyring: Path | None, directory: Path) -> Anchor:
    """Beside the keyring, which is kept apart from the database; in `directory` where no keyring can be written."""
    if keyring and os.access(keyring.parent, os.W_OK):
        return Anchor(keyring.with_name(NAME))
    return Anchor(directory / NAME)
