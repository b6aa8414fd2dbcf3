"""What a provider tells is believed when it is signed, takes effect once, and is answered in its markup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from xml.etree.ElementTree import canonicalize

import aiohttp
import pytest
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from bot.assembly.engine import ledger_of
from bot.bodies import Bodies
from bot.environment import read
from bot.http.server import Server
from bot.http.telephony import Desk, Telephony
from bot.telephone import ways
from core.audit.operations import TurnedAway
from core.audit.recording import Recorder
from core.engine.reporting import Reporting
from core.engine.ringing import AT_ONCE
from tests.answering.people import NUMBERS, People
from tests.operations.muster import ARNS

PUBLIC, TOKEN = "https://muster.example.com", "f" * 32
TEXT = f"{PUBLIC}{ways.TEXT}"


@dataclass
class Provider:
    """Calls us back as Twilio does: at the public address, which a proxy leads to us."""

    people: People
    url: str
    session: aiohttp.ClientSession
    written: int = 0

    async def tell(self, url: str, form: dict[str, str], *, token: str = TOKEN, signature: str = "") -> tuple[int, str]:
        """The status and the markup that come back."""
        signed = signature or RequestValidator(token).compute_signature(url, form)
        here = url.replace(PUBLIC, self.url)
        headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
        body = aiohttp.FormData(form)()
        async with self.session.post(here, data=body, headers=headers) as response:
            return response.status, await response.text()

    async def writes(self, alias: str, text: str) -> str:
        self.written += 1
        sid = f"SM{self.written}"
        form = {"From": NUMBERS.get(alias, alias), "To": "+12065550199", "Body": text, "MessageSid": sid}
        status, markup = await self.tell(TEXT, form)
        assert status == 200
        return markup

    async def reports(self, page_arn: str, status: str, sid: str = "SM1", **further: str) -> int:
        form = {"MessageSid": sid, "MessageStatus": status, **further}
        return (await self.tell(ways.about_page(PUBLIC, ways.STATUS, page_arn), form))[0]

    async def presses(self, page_arn: str, key: str) -> str:
        form = {"CallSid": "CA1", "Digits": key}
        return (await self.tell(ways.about_page(PUBLIC, ways.KEY, page_arn), form))[1]


@pytest.fixture
async def provider(world, session) -> AsyncIterator[Provider]:
    people = People(world)
    ledger = ledger_of(read({}), world.storage.store, world.clock)
    desk = Desk(
        answering=people.answering,
        agreement=people.agreement,
        replies=people.replies,
        reporting=Reporting(pages=world.storage.pages, ledger=ledger),
        turned_away=TurnedAway(world.storage.store, Recorder(ARNS, world.clock)),
    )
    telephony = Telephony({ARNS.account: desk}, PUBLIC, ["old", TOKEN], Bodies())
    server = Server(telephony.routes, "127.0.0.1", 0)
    await server.start()
    yield Provider(people, server.url, session)
    await server.stop()


def message(text: str) -> str:
    expected = MessagingResponse()
    expected.message(text)
    return canonicalize(str(expected))


def said(*sentences: str) -> str:
    expected = VoiceResponse()
    for one in sentences:
        expected.say(one, language="en-US")
        expected.pause(length=1)
    expected.hangup()
    return canonicalize(str(expected))


async def test_a_text_message_acknowledges_and_is_answered(provider):
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    markup = await provider.writes("ana", page.code)
    assert canonicalize(markup) == message(f"Acknowledged: Checkout is down, 12:00 ({page.code}). It is yours now.")
    assert await provider.people.is_taken(page)


async def test_where_there_is_nothing_to_say_nothing_is_sent(provider):
    for _ in range(12):
        markup = await provider.writes("+12065550999", "hello?")
    assert canonicalize(markup) == canonicalize(str(MessagingResponse()))


async def test_key_one_acknowledges(provider):
    await provider.people.join("ana", "VOICE")
    [page] = await provider.people.page("ana")
    markup = await provider.presses(page.arn, "1")
    assert canonicalize(markup) == said("Acknowledged. It is yours now.", "Goodbye.")
    assert await provider.people.is_taken(page)


async def test_any_other_key_does_not_and_asks_again(provider):
    await provider.people.join("ana", "VOICE")
    [page] = await provider.people.page("ana")
    for key in ("2", "11", "*", ""):
        markup = await provider.presses(page.arn, key)
        assert markup.count("<Gather") == 3
        assert "To acknowledge, press 1." in markup
    assert not await provider.people.is_taken(page)


async def test_who_presses_too_late_hears_who_has_it(provider):
    await provider.people.join("ana")
    await provider.people.join("ben", "VOICE")
    [_, his] = await provider.people.page("ana", "ben")
    await provider.writes("ana", "ack")
    markup = await provider.presses(his.arn, "1")
    assert canonicalize(markup) == said("Already acknowledged by Ana at 12 00, U T C. Nothing to do.", "Goodbye.")


async def test_a_page_that_is_gone_is_none(provider):
    assert "There is no such page any more." in await provider.presses(ARNS.page("ana", "1"), "1")
    assert "There is no such page any more." in await provider.presses("page", "1")


async def test_a_code_typed_in_a_call_activates(provider):
    channel = await provider.people.join("ana", "VOICE", agree=False)
    url = ways.about_channel(PUBLIC, ways.AGREED, channel)
    _, markup = await provider.tell(url, {"CallSid": "CA1", "Digits": "999999"})
    assert "This is not the code" in markup
    code = provider.people.world.telephones.activations[-1].code
    _, markup = await provider.tell(url, {"CallSid": "CA1", "Digits": code})
    assert "From now on, Muster calls you at this number." in markup
    assert await provider.people.status(channel) == "ACTIVATED"


async def test_reports_become_receipts_once_however_often_they_come(provider):
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    for status in ("queued", "sent", "delivered", "delivered", "sent", "delivered"):
        assert await provider.reports(page.arn, status) == 204
    assert await provider.people.world.receipts(page.arn) == ["SENT", "DELIVERED"]


async def test_what_could_not_be_delivered_is_an_error_that_says_why(provider):
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    for _ in range(2):
        await provider.reports(page.arn, "undelivered", ErrorCode="30003")
    found = await provider.people.world.storage.pages.get(page.arn)
    told = [(one.type, one.info) for one in found.receipts if one.type == "ERROR"]
    assert told == [("ERROR", "SM1: the telephone is off or out of reach")]


@pytest.mark.parametrize(
    ("status", "receipt"),
    [("ringing", None), ("in-progress", "DELIVERED"), ("completed", "DELIVERED"), ("busy", "ERROR"),
     ("no-answer", "ERROR"), ("failed", "ERROR"), ("canceled", "ERROR")],
)  # fmt: skip
async def test_so_it_is_with_calls(provider, status, receipt):
    await provider.people.join("ana", "VOICE")
    [page] = await provider.people.page("ana")
    url = ways.about_page(PUBLIC, ways.STATUS, page.arn)
    assert (await provider.tell(url, {"CallSid": "CA1", "CallStatus": status}))[0] == 204
    assert await provider.people.world.receipts(page.arn) == ["SENT", *([receipt] if receipt else [])]


async def test_a_report_of_what_is_gone_or_says_nothing_changes_nothing(provider):
    assert await provider.reports(ARNS.page("ana", "1"), "delivered") == 204
    assert await provider.reports("nonsense", "delivered") == 204
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    assert await provider.reports(page.arn, "", sid="") == 204
    assert await provider.people.world.receipts(page.arn) == ["SENT"]


async def test_nothing_is_believed_that_is_not_signed(provider):
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    form = {"From": NUMBERS["ana"], "Body": page.code}
    right = RequestValidator(TOKEN).compute_signature(TEXT, form)
    elsewhere = RequestValidator(TOKEN).compute_signature(TEXT.replace("muster", "other"), form)
    for told, signature in ((form, "x"), (form, elsewhere), ({**form, "Body": "all"}, right)):
        assert (await provider.tell(TEXT, told, signature=signature))[0] == 403
    assert (await provider.tell(TEXT, form, token="other"))[0] == 403
    assert not await provider.people.is_taken(page)
    assert (await provider.tell(TEXT, form, signature=right))[0] == 200


async def test_a_report_cannot_be_bent_to_another_page(provider):
    await provider.people.join("ana")
    [page] = await provider.people.page("ana")
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    other = ways.about_page(PUBLIC, ways.STATUS, ARNS.page("ana", "1"))
    signature = RequestValidator(TOKEN).compute_signature(other, form)
    url = ways.about_page(PUBLIC, ways.STATUS, page.arn)
    assert (await provider.tell(url, form, signature=signature))[0] == 403


async def test_what_is_turned_away_is_on_record(provider):
    await provider.tell(TEXT, {"From": "+1"}, signature="x")
    await provider.people.join("ana")  # the record travels with what is stored next
    found = await provider.people.world.muster.call("cloudtrail:LookupEvents")
    assert "Telephony" in [one["EventName"] for one in found["Events"]]


@pytest.mark.parametrize("body", [b"a=" + b"x" * 20_000, b"\xff=\xfe", b"&".join([b"a=1"] * 1001), b"no form"])
async def test_what_is_no_form_is_refused(provider, body):
    headers = {"X-Twilio-Signature": "x", "Content-Type": "application/x-www-form-urlencoded"}
    async with provider.session.post(f"{provider.url}{ways.TEXT}", data=body, headers=headers) as response:
        assert response.status in (403, 413)


async def test_any_text_in_any_script_is_answered(provider):
    await provider.people.join("ana")
    for text in ("готово", "\N{THUMBS UP SIGN}", "a&b=c", "\u0661", "<ack>"):
        markup = await provider.writes("ana", text)
        assert "<Message>" in markup


async def test_what_came_in_one_call_is_taken_by_one_key(provider):
    people = provider.people
    await people.join("ana", "VOICE")
    pages = []
    for number in range(AT_ONCE + 3):
        people.world.clock.advance(seconds=1)
        pages += await people.page("ana", Subject=f"Disk {number}", PublicSubject="You are paged")
        await people.world.settle()
    await people.world.wait(minutes=2)
    bundle = people.world.telephones.pages[-1]
    assert bundle.others == 2
    markup = await provider.presses(bundle.page_arn, "2")
    assert "Acknowledged all 3: Disk 3; Disk 4 and 1 more. They are yours now." in markup
    assert [await people.is_taken(page) for page in pages] == [False] * AT_ONCE + [True] * 3
    assert "You acknowledged this already" in await provider.presses(bundle.page_arn, "1")
