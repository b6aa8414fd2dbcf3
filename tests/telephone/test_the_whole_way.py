"""A whole Muster, from its settings on: a page leaves by text message, and the answer to it comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

from bot.environment import read
from bot.main import Muster, compose
from bot.telephone import ways
from core.caller import Caller
from core.clock import SystemClock
from tests.operations.muster import ARNS
from tests.telephone.messages import SID, TOKEN, FakeTwilio

PUBLIC = "https://muster.example.com"
ADMIN = Caller(arn=ARNS.root(), standing="administrator", name="root")
ANA, SENDER = "+12065550100", "+12065550199"


@dataclass
class Whole:
    muster: Muster
    twilio: FakeTwilio
    session: aiohttp.ClientSession
    written: int = 0

    async def contacts(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self.muster.dispatcher.call(ADMIN, f"ssm-contacts:{operation}", params)

    async def person(self, type_: str) -> tuple[str, str]:
        """Somebody with a telephone, who has not agreed yet: the contact, the channel."""
        params = {"Alias": "ana", "Type": "PERSONAL", "DisplayName": "Ana", "Plan": {"Stages": []}}
        contact = (await self.contacts("CreateContact", **params))["ContactArn"]
        told = {"Name": "Phone", "Type": type_, "DeliveryAddress": {"SimpleAddress": ANA}}
        channel = (await self.contacts("CreateContactChannel", ContactId=contact, **told))["ContactChannelArn"]
        targets = [{"ChannelTargetInfo": {"ContactChannelId": channel}}]
        plan = {"Stages": [{"DurationInMinutes": 5, "Targets": targets}]}
        await self.contacts("UpdateContact", ContactId=contact, Plan=plan)
        return contact, channel

    async def engage(self, contact: str) -> str:
        """Page them; the engagement."""
        words = {"Sender": "ada", "Subject": "The vault is open", "Content": "Run.", "PublicSubject": "Come quickly"}
        return str((await self.contacts("StartEngagement", ContactId=contact, **words))["EngagementArn"])

    async def tell(self, url: str, form: dict[str, str]) -> str:
        """Call back as Twilio does, through a proxy that ends TLS."""
        headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form)}
        here = url.replace(PUBLIC, self.muster.server.url)
        async with self.session.post(here, data=form, headers=headers) as response:
            assert response.status in (200, 204), response.status
            return await response.text()

    async def writes(self, text: str) -> str:
        self.written += 1
        form = {"From": ANA, "To": SENDER, "Body": text, "MessageSid": f"SM{self.written}"}
        return await self.tell(f"{PUBLIC}{ways.TEXT}", form)

    async def receipts(self, engagement: str) -> list[str]:
        [page] = (await self.contacts("ListPagesByEngagement", EngagementId=engagement))["Pages"]
        found = (await self.contacts("ListPageReceipts", PageId=page["PageArn"]))["Receipts"]
        return sorted(one["ReceiptType"] for one in found)

    async def sent(self, count: int) -> dict[str, str]:
        """The form of the message that is sent as the so manieth."""
        await until(lambda: len(self.twilio.requests) >= count)
        return dict(self.twilio.requests[count - 1][1])


async def until(it_is_so: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while True:
            found = it_is_so()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.005)


@pytest.fixture
async def whole(tmp_path, twilio, session) -> AsyncIterator[Whole]:
    assert twilio.server
    provider = f"twilio+plain://{SID}:{TOKEN}@{twilio.server.url.removeprefix('http://')}?from=%2B12065550199"
    settings = read({
        "MUSTER_DATA_DIR": str(tmp_path), "PORT": "0", "MUSTER_SMS": provider, "MUSTER_VOICE": provider,
        "MUSTER_PUBLIC_URL": PUBLIC,
    })  # fmt: skip
    muster = await compose(settings, SystemClock())
    await muster.start()
    await muster.dispatcher.call(ADMIN, "ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
    yield Whole(muster, twilio, session)
    await muster.stop()


async def test_somebody_agrees_is_paged_and_answers_by_text(whole):
    contact, channel = await whole.person("SMS")
    asked = await whole.sent(1)
    assert asked["Body"].startswith("Muster (work alarms): root asks to page Ana here. Yes: reply ")
    code = asked["Body"].partition("reply ")[2][:6]
    assert "Done: from now on" in await whole.writes(code)
    engagement = await whole.engage(contact)
    paged = await whole.sent(2)
    assert (paged["To"], paged["From"]) == (ANA, SENDER)
    assert paged["Body"].startswith("Muster: Come quickly. Since ")
    await whole.tell(paged["StatusCallback"], {"MessageSid": f"SM{2:032x}", "MessageStatus": "delivered"})
    assert await whole.receipts(engagement) == ["DELIVERED", "SENT"]
    assert "Acknowledged: Come quickly" in await whole.writes("ack")
    assert await whole.receipts(engagement) == ["DELIVERED", "READ", "SENT"]
    assert "vault" not in str(whole.twilio.requests)
    assert "Stopped" in await whole.writes("STOP")
    answer = await whole.contacts("GetContactChannel", ContactChannelId=channel)
    assert answer["ActivationStatus"] == "NOT_ACTIVATED"


async def test_somebody_agrees_is_called_and_presses_a_key(whole):
    contact, _ = await whole.person("VOICE")
    asked = (await whole.sent(1))["Twiml"]
    code = asked.partition("the code is ")[2].partition("</Say>")[0].replace(", ", "").replace(". ", "").rstrip(".")
    action = asked.partition('action="')[2].partition('"')[0]
    assert "Muster calls you" in await whole.tell(action, {"CallSid": "CA1", "Digits": code})
    engagement = await whole.engage(contact)
    called = await whole.sent(2)
    assert "The vault is open." in called["Twiml"]
    action = called["Twiml"].partition('action="')[2].partition('"')[0]
    said = await whole.tell(action, {"CallSid": f"CA{2:032x}", "Digits": "1"})
    assert "Acknowledged. It is yours now." in said
    assert await whole.receipts(engagement) == ["DELIVERED", "READ", "SENT"]


async def test_an_answer_that_comes_before_muster_has_noted_the_sending_counts(whole):
    contact, _ = await whole.person("SMS")
    await whole.writes((await whole.sent(1))["Body"].partition("reply ")[2][:6])
    engagement = await whole.engage(contact)
    paged = await whole.sent(2)
    form = {"MessageSid": f"SM{2:032x}", "MessageStatus": "delivered"}
    said, *_ = await asyncio.gather(
        whole.writes(paged["Body"].partition(" or ")[2][:6]),
        *(whole.tell(paged["StatusCallback"], form) for _ in range(5)),
    )
    assert "Acknowledged: Come quickly" in said

    async def noted() -> bool:
        return "SENT" in await whole.receipts(engagement)

    await until(noted)
    assert (await whole.receipts(engagement)).count("READ") == 1


async def test_the_card_of_the_senders_is_there(whole):
    async with whole.session.get(f"{whole.muster.server.url}{ways.CARD}") as response:
        assert f"TEL;TYPE=WORK,VOICE:{SENDER}" in await response.text()
