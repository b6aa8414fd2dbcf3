"""`/acknowledge/ACCOUNT/TOKEN`: where the link in a mail leads.  Only its button acknowledges.

Mail scanners follow links, and some ask with HEAD: whoever only looks changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from aiohttp import web

from core.answer_links import AnswerLinks
from core.answering.matter import Matter, ended
from core.answering.operations import Answering
from core.answering.sentences import over
from core.engagements.bundles import SHOWN
from core.legible import cleaned, one_line
from core.unreadable import CLOSED

PREFIX = "/acknowledge"
LONGEST_TITLE, LONGEST_CONTENT, LONGEST_FORM = 200, 3000, 100
OR_BY_CODE = "use the code in your mail, in Slack or with the aws CLI: the command is below it."
NOT_ANY_MORE = f"Nothing was acknowledged: this link is not complete, or more than a day old. Instead, {OR_BY_CODE}"
NOT_NOW = f"Nothing was acknowledged: Muster cannot read this page now. Try again in a minute, or {OR_BY_CODE}"
_STYLE = """
:root{color-scheme:light dark}
body{margin:0;padding:32px 20px;font:18px/1.5 system-ui,sans-serif;color:#1c2024;background:#fff}
main{max-width:34rem;margin:0 auto}
h1{margin:0 0 12px;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
p{margin:0 0 16px;overflow-wrap:anywhere;white-space:pre-line}
button{width:100%;margin:16px 0;padding:18px;border:0;border-radius:10px;font:600 21px system-ui,sans-serif;
color:#fff;background:#0b7a3e;cursor:pointer}
button:focus-visible{outline:3px solid #5eb1ef;outline-offset:3px}
.said{font-weight:600}
.small{font-size:15px;color:#60646c}
@media(prefers-color-scheme:dark){body{color:#edeef0;background:#111113}.small{color:#b0b4ba}}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head>
<body><main><h1>{title}</h1>
{body}
</main></body></html>
"""
_BUTTON = '<button name="{name}">{text}</button>'
ONE, ALL = "one", "all"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """One account's links, and what becomes of answers there."""

    links: AnswerLinks
    answering: Answering


class AcknowledgePage:
    def __init__(self, accounts: Mapping[str, Answerable]) -> None:
        self._accounts = accounts

    @property
    def routes(self) -> list[web.RouteDef]:
        path = PREFIX + "/{account}/{token}"
        return [web.get(path, self.show), web.post(path, self.press)]

    async def show(self, request: web.Request) -> web.Response:
        """What it is about, and the button; or what became of it."""
        return await self._answered(request, press="")

    async def press(self, request: web.Request) -> web.Response:
        """A button was pressed."""
        is_short = 0 < (request.content_length or 0) <= LONGEST_FORM
        form = await request.read() if is_short else b""
        return await self._answered(request, press=ALL if form.startswith(f"{ALL}=".encode()) else ONE)

    async def _answered(self, request: web.Request, *, press: str) -> web.Response:
        account = self._accounts.get(request.match_info["account"])
        if account is None:
            return _page("Muster", _said(NOT_ANY_MORE), status=404)
        try:
            page_arn = await account.links.page_of(request.match_info["token"])
            matter = await account.answering.matter(page_arn) if page_arn else None
            if matter is None:
                return _page("Muster", _said(NOT_ANY_MORE), status=404)
            return await _about(matter, account.answering, press=press)
        except CLOSED:
            return _page("Muster", _said(NOT_NOW), status=503)


async def _about(matter: Matter, answering: Answering, *, press: str) -> web.Response:
    """`press`: which button was pressed, if one was."""
    title = one_line(matter.engagement.subject, LONGEST_TITLE)
    others = await answering.with_it(matter)
    content = cleaned(matter.engagement.content).strip()[:LONGEST_CONTENT]
    shown = f"<p>{escape(content)}</p>" if content and content != title else ""
    if press == ALL and others:
        asking = [one for one in (matter, *others) if one.asks]
        return _page(title, _said(await answering.of_pages(asking, None, "link")) + shown)
    if press:
        return _page(title, _said(await answering.of_page(matter.page.arn, None, None, "link")) + shown)
    what = ended(matter)
    said = _said(over(what, "", answering.clock.now())) if what else ""
    if what and not others:
        return _page(title, said + shown)
    name = one_line(matter.engagement.name_of(matter.page.contact_arn), 100)
    small = f'<p class="small">{escape(name)}, you are paged. With the button you say that you have it.</p>'
    return _page(title, said + shown + _buttons(others, asks=not what) + small)


def _buttons(others: Sequence[Matter], *, asks: bool) -> str:
    """One for this page, and one for it and all that came with it."""
    buttons = [_BUTTON.format(name=ONE, text="Acknowledge")] if asks else []
    if others:
        titles = "\n".join(escape(one_line(one.engagement.subject, LONGEST_TITLE)) for one in others[:SHOWN])
        more = f"\nand {len(others) - SHOWN} more" if len(others) > SHOWN else ""
        text = f"Acknowledge all {len(others) + 1}" if asks else f"Acknowledge {len(others)} more"
        buttons += [f"<p>Came with it:\n{titles}{more}</p>", _BUTTON.format(name=ALL, text=text)]
    return f'<form method="post">{"".join(buttons)}</form>\n'


def _said(sentence: str) -> str:
    return f'<p class="said" role="status">{escape(sentence)}</p>\n'


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = _PAGE.format(title=escape(title), style=_STYLE, body=body)
    return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)
