"""Text messages and calls leave as Twilio's own library would send them, and its answers are understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import canonicalize

import pytest
from aiohttp import web
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot import provider_addresses
from bot.delivery.twilio import TwilioCalls, TwilioTexts
from bot.delivery.twilio_api import TwilioApi, tokens_of
from bot.telephone import texts
from core.engine.ports import CannotDeliver, TryLater
from tests.operations.muster import ARNS
from tests.telephone.messages import PUBLIC, SID, TOKEN, activation, farewell, page

STATUS = f"{PUBLIC}/telephony/status?page=arn:aws:ssm-contacts:us-east-1:111122223333:page/ana/1"
KEY = STATUS.replace("/status", "/key")


class Recorded(HttpClient):
    """What Twilio's own library would have sent."""

    def __init__(self) -> None:
        super().__init__(None, False, None)
        self.path, self.form, self.auth = "", {}, None

    def request(self, method, url, params=None, data=None, headers=None, auth=None, **_):
        assert method == "POST"
        self.path, self.form, self.auth = url.removeprefix("https://api.twilio.com"), data, auth
        return Response(201, '{"sid": "SM1"}')


@pytest.fixture
def theirs():
    recorded = Recorded()
    return Client(SID, TOKEN, http_client=recorded), recorded


async def test_a_page_by_text_is_the_request_that_twilio_s_library_makes(twilio, session, theirs):
    client, recorded = theirs
    carrier = TwilioTexts(TwilioApi(twilio.provider(), session), PUBLIC)
    said = await carrier.page(page())
    client.messages.create(
        to="+12065550100",
        from_="+12065550199",
        body="Muster: You are paged for an incident. Critical impact. Since 03:12 UTC. Reply ACK or 482913 to take it.",
        status_callback=STATUS,
    )
    [(path, form)] = twilio.requests
    assert path == recorded.path
    assert dict(form) == recorded.form
    assert twilio.credentials == [f"{SID}:{TOKEN}"] == [":".join(recorded.auth)]
    assert said.info == f"SM{1:032x}"
    assert said.report_within == timedelta(seconds=60)
    assert not said.delivered


async def test_a_call_is_the_request_that_twilio_s_library_makes(twilio, session, theirs):
    client, recorded = theirs
    await TwilioCalls(TwilioApi(twilio.provider(), session), PUBLIC).page(page())
    client.calls.create(
        to="+12065550100",
        from_="+12065550199",
        twiml=twilio.form["Twiml"],
        timeout=25,
        status_callback=STATUS,
        status_callback_event=["answered", "completed"],
    )
    [(path, form)] = twilio.requests
    written = [(name, str(one)) for name, value in recorded.form.items() for one in _all(value)]
    assert path == recorded.path
    assert sorted(form) == sorted(written)


@pytest.mark.parametrize("carrier", [TwilioTexts, TwilioCalls])
async def test_neither_a_text_nor_a_call_names_the_schedule_or_whoever_is_covered_for(twilio, session, carrier):
    page_of_a_schedule = page(schedule="Payments of Acme", covers_for=("Benedict",))
    for message in (page(), page_of_a_schedule):
        await carrier(TwilioApi(twilio.provider(), session), PUBLIC).page(message)
    [plain, found] = twilio.requests
    assert found == plain


async def test_what_is_said_in_a_call_is_twilio_s_markup(twilio, session):
    await TwilioCalls(TwilioApi(twilio.provider(), session), PUBLIC).page(page(subject="Checkout & <login> are down"))
    expected = VoiceResponse()
    for _ in range(3):
        gather = Gather(input="dtmf", num_digits=1, timeout=5, action=KEY, method="POST")
        for one in (
            "This is Muster, with a page for Ana.",
            "To acknowledge, press 1.",
            "Critical impact.",
            "Checkout & login are down.",
            "Payments fail since the deployment.",
            "To acknowledge, press 1.",
            "To hear it again, stay on the line.",
        ):
            gather.say(one, language="en-US")
            gather.pause(length=1)
        expected.append(gather)
    expected.say("Nothing was pressed, so nothing was acknowledged. Goodbye.", language="en-US")
    expected.pause(length=1)
    expected.hangup()
    assert canonicalize(twilio.form["Twiml"]) == canonicalize(str(expected))


async def test_of_several_in_one_call_one_or_all_are_taken(twilio, session):
    await TwilioCalls(TwilioApi(twilio.provider(), session), PUBLIC).page(page(subject="Disk (and 2 more)", others=2))
    assert "To acknowledge this one, press 1." in twilio.form["Twiml"]
    assert "To acknowledge all of them, press 2." in twilio.form["Twiml"]


async def test_the_activation_code_is_spoken_digit_by_digit_and_can_be_typed(twilio, session):
    await TwilioCalls(TwilioApi(twilio.provider(), session), PUBLIC).activate(activation(channel_type="VOICE"))
    markup = twilio.form["Twiml"]
    assert markup.count("the code is 4, 8, 2. 9, 1, 3.") == 3
    assert 'numDigits="6"' in markup
    assert "/telephony/agreed?channel=" in markup


async def test_without_an_address_of_ours_nobody_is_asked_to_answer_by_telephone(twilio, session):
    api = TwilioApi(twilio.provider(), session)
    said = await TwilioCalls(api).page(page())
    assert said.report_within is None
    assert "press" not in twilio.form["Twiml"]
    assert "4, 8, 2. 9, 1, 3" in twilio.form["Twiml"]
    await TwilioTexts(api).page(page())
    assert "StatusCallback" not in twilio.form
    assert "Reply" not in twilio.form["Body"]
    await TwilioCalls(api).activate(activation())
    assert "Gather" not in twilio.form["Twiml"]


@pytest.mark.parametrize(("sender", "asks"), [("+12065550199", True), ("55501", True), ("MUSTER", False)])
async def test_a_sender_that_is_a_word_takes_no_replies(twilio, session, sender, asks):
    await TwilioTexts(TwilioApi(twilio.provider(sender=sender), session), PUBLIC).page(page())
    assert ("Reply" in twilio.form["Body"]) == asks


async def test_a_messaging_service_sends_in_place_of_a_number(twilio, session):
    service = "MG" + "1" * 32
    await TwilioTexts(TwilioApi(twilio.provider(sender=service), session), PUBLIC).page(page())
    assert twilio.form["MessagingServiceSid"] == service
    assert "From" not in twilio.form
    assert "Reply" in twilio.form["Body"]


async def test_the_old_address_hears_that_it_is_one(twilio, session):
    api = TwilioApi(twilio.provider(), session)
    await TwilioTexts(api, PUBLIC).warn(farewell())
    assert twilio.form["Body"] == texts.farewell(farewell())
    await TwilioCalls(api, PUBLIC).warn(farewell())
    assert "Ana is not called at this number any more. Ada Admin changed that." in twilio.form["Twiml"]


async def test_the_new_token_is_used_while_two_are_valid(twilio, session):
    [named] = provider_addresses.sms(f"twilio://{SID}:new%2Cold@api.twilio.com?from=%2B12065550199")
    provider = replace(named, base_url=twilio.provider().base_url)
    await TwilioTexts(TwilioApi(provider, session), PUBLIC).page(page())
    assert twilio.credentials == [f"{SID}:new"]
    assert tokens_of(named) == ("new", "old")


def _no(status: int, code: int | None = None, **headers: str) -> web.Response:
    told = {"code": code, "message": "The 'To' number +12065550100 is wrong", "status": status}
    return web.json_response(told, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (_no(400, 21211), CannotDeliver, "this is no telephone number (code 21211)"),
        (_no(400, 21610), CannotDeliver, "its reader has replied STOP"),
        (_no(400, 63001), CannotDeliver, "the provider refuses it (status 400, code 63001)"),
        (_no(404, 20404), CannotDeliver, "status 404"),
        (_no(401, 20003), TryLater, "it refuses the account or its token"),
        (_no(403, 21408), CannotDeliver, "may not send to this country"),
        (_no(429, 20429, Retry_After="7"), TryLater, "too many at once"),
        (_no(500), TryLater, "it is in trouble (status 500"),
        (web.Response(status=503, text="<html>"), TryLater, "status 503"),
        (web.Response(status=302, headers={"Location": "/elsewhere"}), TryLater, "status 302"),
        (web.json_response([], status=200), TryLater, "status 200"),
    ],
)
async def test_a_no_is_understood_and_repeats_no_number(twilio, session, answer, kind, words):
    twilio.answers.append(answer)
    with pytest.raises(kind) as raised:
        await TwilioTexts(TwilioApi(twilio.provider(), session), PUBLIC).page(page())
    assert words in str(raised.value)
    assert "2065550100" not in str(raised.value)
    assert len(twilio.requests) == 1


async def test_who_asks_for_patience_gets_it_within_reason(twilio, session):
    carrier = TwilioTexts(TwilioApi(twilio.provider(), session), PUBLIC)
    for told, waited in (("7", 7), ("86400", 300), ("soon", 1), ("0", 1)):
        twilio.answers.append(_no(429, 20429, Retry_After=told))
        with pytest.raises(TryLater) as raised:
            await carrier.page(page())
        assert raised.value.after == timedelta(seconds=waited)


async def test_a_provider_that_is_gone_is_tried_later(twilio, session):
    provider = twilio.provider(base_url="http://127.0.0.1:9")
    with pytest.raises(TryLater, match="it does not answer"):
        await TwilioTexts(TwilioApi(provider, session), PUBLIC).page(page())


async def test_private_words_are_in_no_text_message(twilio, session):
    carrier = TwilioTexts(TwilioApi(twilio.provider(), session), PUBLIC)
    await carrier.page(page(subject="The vault", content="is open", title="Vault", public_content=None))
    assert "ault" not in twilio.form["Body"]
    assert ARNS.account not in twilio.form["Body"]


def _all(value):
    return value if isinstance(value, list) else [value]
