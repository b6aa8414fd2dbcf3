"""`GET /contact.vcf`: the senders of pages as a card for telephones, so that a page has a name and may ring."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.telephone.ways import CARD

NAME = "Muster"
LONGEST_LINE = 75


def card(numbers: Sequence[str], mailboxes: Sequence[str]) -> str:
    """A vCard 3.0, which every telephone takes."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:;{NAME};;;", f"FN:{NAME}", f"ORG:{NAME}"]
    lines += [f"TEL;TYPE=WORK,VOICE:{_escaped(one)}" for one in dict.fromkeys(numbers)]
    lines += [f"EMAIL;TYPE=INTERNET:{_escaped(one)}" for one in dict.fromkeys(mailboxes)]
    lines += ["NOTE:Pages come from here. Let this contact ring when the telephone is silent.", "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def card_routes(numbers: Sequence[str], mailboxes: Sequence[str]) -> list[web.RouteDef]:
    """For everybody: what is on it, everybody who is paged knows."""
    if not numbers and not mailboxes:
        return []
    text = card(numbers, mailboxes)

    async def handle(_: web.Request) -> web.Response:
        headers = {"Content-Disposition": 'attachment; filename="muster.vcf"', "X-Content-Type-Options": "nosniff"}
        return web.Response(text=text, content_type="text/vcard", headers=headers)

    return [web.get(CARD, handle, allow_head=True)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "")


def _folded(line: str) -> str:
    """A long line goes on in the next, behind a blank."""
    parts = [line[:LONGEST_LINE]]
    rest = line[LONGEST_LINE:]
    while rest:
        parts.append(f" {rest[: LONGEST_LINE - 1]}")
        rest = rest[LONGEST_LINE - 1 :]
    return "\r\n".join(parts)
