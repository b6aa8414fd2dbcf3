"""`POST /telephony/…`: what the provider tells of telephones: texts, pressed keys, what became of a page.

Nothing is believed that is not signed for our public address; hearing the same twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from traceback import format_tb
from urllib.parse import parse_qsl

from aiohttp import web

from bot.bodies import SMALL, Bodies, Unread
from bot.http.intake.twilio import MOST_FIELDS, public_url, signed_form
from bot.http.origin import origin_of
from bot.telephone import spoken, statuses, twiml, ways
from bot.telephone.gsm import plain
from core.answering import sentences
from core.answering.agreement.operations import Agreement
from core.answering.operations import Answering
from core.answering.replies.operations import Replies
from core.audit.operations import TurnedAway
from core.engine.reporting import Reporting
from core.errors import Refusal

log = logging.getLogger(__name__)

KNOCK = "muster:Telephony"
"""What the record calls a request that was not signed."""
ACKNOWLEDGES, ACKNOWLEDGES_ALL = "1", "2"
LONGEST_TEXT = 1600

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Of one account: where what happens on telephones takes effect."""

    answering: Answering
    agreement: Agreement
    replies: Replies
    reporting: Reporting
    turned_away: TurnedAway


class Telephony:
    def __init__(self, desks: Mapping[str, Desk], base: str, tokens: Sequence[str], bodies: Bodies) -> None:
        """`desks` by account; `base` is our public address, `tokens` are those that providers sign with."""
        self._desks = desks
        self._base = base
        self._tokens = tuple(tokens)
        self._bodies = bodies
        self._has_warned = False

    @property
    def routes(self) -> list[web.RouteDef]:
        heard = {ways.TEXT: self._text, ways.STATUS: self._status, ways.KEY: self._key, ways.AGREED: self._typed}
        return [web.post(way, self._believing(handler)) for way, handler in heard.items()]

    def _believing(
        self, heard: Callable[[web.Request, Form], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that hears only what a provider has signed."""

        async def handle(request: web.Request) -> web.Response:
            try:
                async with self._bodies.of(request, SMALL) as body:
                    form = _form(body)
            except Unread as unread:
                return web.Response(status=unread.status)
            url = public_url(self._base, request.raw_path)
            signature = request.headers.get("X-Twilio-Signature", "")
            if form is None or not signed_form(url, form, signature, self._tokens):
                await self._turn_away(request)
                return web.Response(status=403)
            try:
                return await heard(request, dict(form))
            except Exception as error:  # its text may quote what is sealed
                log.error("telephony failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
                return web.Response(status=503)

        return handle

    async def _turn_away(self, request: web.Request) -> None:
        if not self._has_warned:  # once: strangers may send as many as they like
            log.warning("a request to /telephony was not signed for %s by a provider that is configured", self._base)
            self._has_warned = True
        first = next(iter(self._desks.values()))
        await first.turned_away.note(origin_of(request), KNOCK, Refusal("InvalidSignatureException", ""))

    # What is heard

    async def _text(self, _: web.Request, form: Form) -> web.Response:
        """Somebody wrote, and is answered at once."""
        address, text = form.get("From", ""), form.get("Body", "")[:LONGEST_TEXT]
        desk = await self._concerned(address)
        try:
            said = await desk.replies.by_text("SMS", address, text, form.get("MessageSid", ""))
        except Exception as error:
            log.error("a text message could not be answered: %s", type(error).__name__)
            said = sentences.FAILED
        return _markup(twiml.message(plain(said)))

    async def _concerned(self, address: str) -> Desk:
        """The account that has most to do with this telephone."""
        desks = list(self._desks.values())
        if len(desks) == 1:
            return desks[0]
        concern = [await desk.replies.concern("SMS", address) for desk in desks]
        return desks[concern.index(max(concern))]

    async def _status(self, request: web.Request, form: Form) -> web.Response:
        """A page arrived, or did not."""
        page_arn = request.query.get("page", "")
        desk = self._desk_of(page_arn)
        told = statuses.understood(form)
        if desk and told and told.arrived:
            await desk.reporting.delivered(page_arn, told.sid)
        elif desk and told:
            await desk.reporting.failed(page_arn, told.sid, told.reason)
        return web.Response(status=204)

    async def _key(self, request: web.Request, form: Form) -> web.Response:
        """A key was pressed while a page was read out."""
        page_arn = request.query.get("page", "")
        desk = self._desk_of(page_arn)
        if desk is None:
            return _markup(twiml.said([spoken.answer(sentences.NO_SUCH_PAGE)]))
        try:
            said = await _pressed(desk.answering, page_arn, form.get("Digits", ""))
        except Exception as error:
            log.error("a pressed key came to nothing: %s", type(error).__name__)
            said = sentences.FAILED
        if said is None:
            again = ways.about_page(self._base, ways.KEY, page_arn)
            return _markup(twiml.asked([spoken.NOT_UNDERSTOOD], again, spoken.NOTHING_PRESSED))
        return _markup(twiml.said([spoken.answer(said), spoken.GOODBYE]))

    async def _typed(self, request: web.Request, form: Form) -> web.Response:
        """An activation code was typed during a call."""
        channel_arn = request.query.get("channel", "")
        desk = self._desk_of(channel_arn)
        agreed = desk is not None and await desk.agreement.typed(channel_arn, form.get("Digits", ""))
        return _markup(twiml.said([spoken.AGREED if agreed else spoken.NOT_AGREED]))

    def _desk_of(self, arn: str) -> Desk | None:
        parts = arn.split(":", 5)
        return self._desks.get(parts[4]) if len(parts) == 6 else None


async def _pressed(answering: Answering, page_arn: str, key: str) -> str | None:
    """What becomes of this page, or of all that were told of with it; None where that key was not offered."""
    if key == ACKNOWLEDGES:
        return await answering.of_page(page_arn, None, None, "voice")
    matter = await answering.matter(page_arn) if key == ACKNOWLEDGES_ALL else None
    if matter is None or not matter.page.leads:
        return None
    asking = [one for one in (matter, *await answering.with_it(matter)) if one.asks]
    return await answering.of_pages(asking, None, "voice") or sentences.NOTHING_OPEN


def _form(body: bytes) -> list[tuple[str, str]] | None:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


def _markup(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/xml")
