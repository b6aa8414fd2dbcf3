"""What the operator may ask of the audit without a signature: to read it, to check it, and for the public key."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.assembly.house import House
from bot.http.control import Document
from core.audit.event import as_cloudtrail
from core.audit.looking_up import Wanted
from core.audit.recording import Deed
from core.caller import Caller
from core.errors import invalid
from core.listing import Window
from core.vocabulary import pages

AT_ONCE = 500
READ = "muster:ReadAuditEvents"
ACCEPT = "muster:AcceptRestoredAudit"


class AuditErrand:
    """`do`: `read`, with `from`, `to`, `newest_first`, `token` and `limit`; `verify`; `key`; `accept restore`."""

    def __init__(self, house: House, operator: Caller) -> None:
        self._house, self._operator = house, operator

    async def do(self, asked: Document) -> Document:
        """Events as CloudTrail writes them, with a token for the next; a report; a key; or nothing."""
        match asked:
            case {"do": "read"}:
                return await self._read(asked)
            case {"do": "verify"}:
                return asdict(await self._house.storage.trail.check())
            case {"do": "key"}:
                return {"public_key": self._house.storage.trail.public_key}
            case {"do": "accept restore"}:
                await self._house.records.record(Deed(self._operator, ACCEPT))
                settings, trail = self._house.settings, self._house.storage.trail
                await trail.accept_restore(settings.region, self._house.records.now())
                return {}
        raise invalid("This is none of the errands that there are for the audit.")

    async def _read(self, asked: Document) -> Document:
        span = {"from": asked.get("from"), "to": asked.get("to")}
        wanted = Wanted(first=_at(span["from"]), last=_at(span["to"]), newest_first=bool(asked.get("newest_first")))
        token = asked.get("token")
        if asked.get("why"):  # once for each time that somebody reads, and not for each page
            about = {"why": "tail" if asked["why"] == "tail" else "export", **{k: v for k, v in span.items() if v}}
            await self._house.records.record(Deed(self._operator, READ, about, read_only=True))
        window = Window(min(int(asked.get("limit") or AT_ONCE), AT_ONCE), pages.decode(token) if token else None)
        found = await self._house.storage.events.listing(wanted, window)
        return {
            "events": [{"at": event.at, "id": event.id, **_told(event)} for event in found.items],
            "token": pages.encode(found.next) if found.next else None,
        }


def _told(event: Any) -> Document:
    return {"event": as_cloudtrail(event), "chain": event.chain, "number": event.number}


def _at(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if text is not None and (at is None or at.tzinfo is None):
        raise invalid("A time is needed with its zone, such as 2027-01-04T08:00:00Z.")
    return at
