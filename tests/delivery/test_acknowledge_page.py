"""From the mail to the button: does the link acknowledge when it is pressed, and never when it is only followed?"""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import aiohttp
import pytest

from bot.delivery.carriers import CarriersByType
from bot.delivery.chain import Chain
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.mail import Mail
from bot.delivery.operators.alarm import Alarm
from bot.http.acknowledge import PREFIX, AcknowledgePage, Answerable
from bot.http.server import Server
from bot.providers import Smtp
from core.answer_links import AnswerLinks
from core.answering.operations import Answering
from core.engagements.engagement import Page
from core.engine.ringing import AT_ONCE
from tests.delivery.mail_server import MailServer, texts
from tests.engine.world import World
from tests.operations.muster import ARNS, open_muster

LINK = re.compile(r"http://127\.0\.0\.1\S+")


def button(name: str, text: str) -> str:
    return f'<button name="{name}">{text}</button>'


@dataclass
class Office:
    """Somebody with a mailbox, and Muster with a mail server and a web server."""

    world: World
    mailbox: MailServer
    session: aiohttp.ClientSession
    retries: dict[str, int] = field(default_factory=lambda: {"RetryIntervalInMinutes": 1})

    async def ana(self) -> str:
        """The contact, reached by mail alone; she has agreed by the code in a mail."""
        contact = await self.world._contact("ana", "PERSONAL", {"Stages": []})
        mailed = {"Type": "EMAIL", "DeliveryAddress": {"SimpleAddress": "ana@example.com"}}
        channel = await self.world.channel("ana", **mailed)
        await self.world.settle()
        found = re.search(r"Code (\d{6})", self.mails[-1])
        assert found
        await self.world.muster.contacts("ActivateContactChannel", ContactChannelId=channel, ActivationCode=found[1])
        target = {"ChannelTargetInfo": {"ContactChannelId": channel, **self.retries}}
        stages = [{"DurationInMinutes": 5, "Targets": [target]}]
        await self.world.muster.contacts("UpdateContact", ContactId=contact, Plan={"Stages": stages})
        return contact

    @property
    def mails(self) -> list[str]:
        return [texts(mail)[0] for mail in self.mailbox.mails]

    async def link(self, **members: str) -> str:
        """To the page of a new engagement, as her mail has it."""
        self.engagement = await self.world.engage(await self.ana(), **members)
        await self.world.settle()
        found = LINK.search(self.mails[-1])
        assert found
        return found[0]

    async def page(self) -> Page:
        (page,) = await self.world.pages(self.engagement)
        return page

    async def ask(self, method: str, link: str, status: int = 200, press: str = "one") -> str:
        data = {press: ""} if method == "POST" else None
        async with self.session.request(method, link, data=data) as answer:
            assert answer.status == status
            return unescape(await answer.text())


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    muster = await open_muster(tmp_path)
    await muster.onboard()
    links = AnswerLinks(muster.storage.page_tokens, ARNS, muster.clock)
    answering = Answering(
        dispatcher=muster.dispatcher,
        pages=muster.storage.pages,
        engagements=muster.storage.engagements,
        arns=ARNS,
        clock=muster.clock,
    )
    server = Server(
        AcknowledgePage({ARNS.account: Answerable(links=links, answering=answering)}).routes, "127.0.0.1", 0
    )
    await server.start()
    async with MailServer() as mailbox, aiohttp.ClientSession() as session:

        async def link_of(page_arn: str) -> str:
            return f"{server.url}{PREFIX}/{ARNS.account}/{await links.token(page_arn)}"

        smtp = Smtp(host="127.0.0.1", port=mailbox.port, security="plain", sender="muster@example.com")
        chain = Chain([Mail(SmtpPost(smtp), link_of, muster.clock)], muster.clock, Alarm(muster.clock))
        yield Office(World(muster, CarriersByType({"EMAIL": chain})), mailbox, session)
    await server.stop()
    await muster.storage.close()


async def test_the_button_acknowledges_and_says_so(office: Office) -> None:
    link = await office.link()
    shown = await office.ask("GET", link)
    assert "Come quickly." in shown
    assert button("one", "Acknowledge") in shown
    said = await office.ask("POST", link)
    assert "Acknowledged. It is yours now." in said
    assert "<button" not in said
    assert (await office.world.engagement(office.engagement)).acknowledged_by == ARNS.contact("ana")
    assert [one.type for one in (await office.page()).receipts] == ["SENT", "DELIVERED", "READ"]


async def test_a_scanner_that_follows_the_link_acknowledges_nothing(office: Office) -> None:
    link = await office.link()
    for method in ("HEAD", "GET", "GET"):
        await office.ask(method, link)
    assert await office.ask("OPTIONS", link, status=405)
    assert (await office.page()).closed_at is None
    await office.world.wait(minutes=1)
    assert len(office.mails) == 3  # the code to agree, the page, and the page again


async def test_a_link_does_something_once_and_then_tells_what_became_of_it(office: Office) -> None:
    link = await office.link()
    await office.ask("POST", link)
    receipts = (await office.page()).receipts
    for method in ("POST", "GET"):
        said = await office.ask(method, link)
        assert "You acknowledged this already, at 12:00 UTC" in said
        assert "<button" not in said
    assert (await office.page()).receipts == receipts


async def test_a_link_tells_who_was_faster_or_that_paging_was_stopped(office: Office) -> None:
    link = await office.link()
    await office.world.muster.contacts("StopEngagement", EngagementId=office.engagement)
    for method in ("GET", "POST"):
        assert "Paging was stopped" in await office.ask(method, link)


async def test_a_link_is_good_for_a_day(office: Office) -> None:
    link = await office.link()
    office.world.clock.advance(hours=24, seconds=1)
    for method in ("GET", "POST"):
        said = await office.ask(method, link, status=404)
        assert "more than a day old" in said
        assert "the code in your mail, in Slack or with the aws CLI" in said
    assert (await office.page()).read_at is None


async def test_a_link_that_was_changed_or_leads_elsewhere_is_none(office: Office) -> None:
    link = await office.link()
    for wrong in (link[:-1], f"{link}A", link.replace(ARNS.account, "999999999999"), f"{link.rpartition('/')[0]}/x"):
        await office.ask("POST", wrong, status=404)
    assert (await office.page()).closed_at is None


async def test_the_token_shows_nothing(office: Office) -> None:
    token = (await office.link()).rpartition("/")[2]
    assert "ana" not in token
    assert re.fullmatch(r"[\w-]{80,400}", token)


async def test_the_page_keeps_to_itself(office: Office) -> None:
    link = await office.link(Subject="<script>alert(1)</script>", Content="<img src=x onerror=alert(1)>")
    async with office.session.get(link) as answer:
        shown = await answer.text()
        headers = answer.headers
    assert "<script" not in shown
    assert "<img" not in shown
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_a_mail_that_was_sent_again_has_a_link_of_its_own_and_both_are_good(office: Office) -> None:
    first = await office.link()
    await office.world.wait(minutes=1)
    second = LINK.findall(office.mails[-1])[0]
    assert second != first
    await office.ask("POST", first)
    assert "You acknowledged this already" in await office.ask("GET", second)


async def several(office: Office) -> str:
    """Pages of which the last two came in one mail; the link in that."""
    office.retries = {}
    await office.link(Subject="First")
    for number in range(1, AT_ONCE):
        await office.world.engage(ARNS.contact("ana"), Subject=f"First {number}")
        await office.world.settle()
    for subject in ("Second", "Third <b>"):
        await office.world.engage(ARNS.contact("ana"), Subject=subject)
    await office.world.wait(seconds=61)
    found = LINK.search(office.mails[-1])
    assert found
    return found[0]


async def open_pages(office: Office) -> int:
    return len(await office.world.storage.pages.open_of_contact(ARNS.contact("ana")))


async def test_what_came_in_one_mail_can_be_acknowledged_with_one_button(office: Office) -> None:
    link = await several(office)
    shown = await office.ask("GET", link)
    assert button("one", "Acknowledge") in shown
    assert button("all", "Acknowledge all 2") in shown
    assert "Second" in shown
    assert "Third <b>" in shown
    assert await open_pages(office) == AT_ONCE + 2
    assert "Acknowledged all 2" in await office.ask("POST", link, press="all")
    assert await open_pages(office) == AT_ONCE
    assert "<button" not in await office.ask("GET", link)


async def test_who_takes_one_of_several_is_still_asked_about_the_others(office: Office) -> None:
    link = await several(office)
    await office.ask("POST", link)
    assert await open_pages(office) == AT_ONCE + 1
    shown = await office.ask("GET", link)
    assert button("one", "Acknowledge") not in shown
    assert button("all", "Acknowledge 1 more") in shown
    await office.ask("POST", link, press="all")
    assert await open_pages(office) == AT_ONCE


async def test_no_token_opens_that_was_changed_or_cut_anywhere(office: Office) -> None:
    links = AnswerLinks(office.world.storage.page_tokens, ARNS, office.world.clock)
    token = await links.token(ARNS.page("ana", "p1"))
    assert await links.page_of(token) == ARNS.page("ana", "p1")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(raw)):
        changed = bytes(byte ^ (1 if at == place else 0) for at, byte in enumerate(raw))
        assert await links.page_of(base64.urlsafe_b64encode(changed).decode().rstrip("=")) is None
    for wrong in (*(token[:length] for length in range(len(token))), "é", "%00", "====", "A" * 5000):
        assert await links.page_of(wrong) is None


async def test_whatever_a_form_is_made_of_it_takes_no_more_than_the_one_page(office: Office) -> None:
    link = await several(office)
    wrong = {"Content-Type": "application/x-www-form-urlencoded; charset=none"}
    for body in (b"all" * 5000, b"\xff\x00", b""):
        async with office.session.post(link, data=body, headers=wrong) as answer:
            assert answer.status == 200
    assert await open_pages(office) == AT_ONCE + 1
