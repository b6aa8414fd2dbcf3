"""Do pages, codes and farewells arrive by mail as they should, and is every no of a mail server understood?"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot import provider_addresses
from bot.delivery import email_smtp, letters
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.limited import Limited
from bot.delivery.mail import Mail, written
from bot.providers import Security, Smtp
from core.engine.ports import Busy, CannotDeliver, FarewellMessage, TryLater
from tests.delivery.mail_server import PASSWORD, USER, MailServer, texts
from tests.http.certificates import trusting, write_certificate
from tests.slack.memory import MovableClock
from tests.slack.test_looks import a_page_message, a_warning, an_activation, hostile
from tests.slack.world import ARNS, AT

ANA = "ana@example.com"
LINK = "https://muster.example.com/acknowledge/111122223333/abc"


async def link_of(page_arn: str) -> str:
    return LINK


async def no_link(page_arn: str) -> None:
    return None


def carrier(server: MailServer, security: Security = "plain", **members: object) -> Mail:
    tls = members.pop("tls", None)
    assert tls is None or isinstance(tls, ssl.SSLContext)
    said = {"user": "", "password": "", "sender": "Muster <muster@example.com>", **members}
    smtp = Smtp(host="127.0.0.1", port=server.port, security=security, **said)  # type: ignore[arg-type]
    return Mail(SmtpPost(smtp, tls), link_of, MovableClock())


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as server:
        yield server


def a_page(**members: object):
    return a_page_message(channel_type="EMAIL", address=ANA, **members)


def a_farewell() -> FarewellMessage:
    return FarewellMessage(
        contact_channel_arn=ARNS.contact_channel("ana", "c1"),
        channel_type="EMAIL",
        address=ANA,
        channel_name="Work",
        contact_name="Ana",
        changed_by="Ben",
        changed_at=AT,
    )


async def test_a_page_says_what_how_bad_since_when_with_link_and_code(server: MailServer) -> None:
    handed_over = await carrier(server).page(a_page())
    (mail,) = server.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        ANA, "Muster <muster@example.com>", "Critical: Checkout is down",
    )  # fmt: skip
    assert handed_over.info == mail["Message-ID"]
    for text in texts(mail):
        for part in ("Checkout is down", "Critical impact", "stage 1 of 3", "All payments fail", LINK, "Code 123456"):
            assert part in text
    assert (mail["Auto-Submitted"], mail["Importance"]) == ("auto-generated", "high")
    assert server.envelopes[0].rcpt_tos == [ANA]


async def test_a_mail_to_somebody_found_by_a_schedule_says_why(server: MailServer) -> None:
    await carrier(server).page(a_page(schedule="Pay & Go", covers_for=("Ben", "Chloe")))
    await carrier(server).page(a_page())
    plain, html = texts(server.mails[0])
    assert "\nYou are on call in Pay & Go, for Ben and Chloe.\n" in plain
    assert ">You are on call in Pay &amp; Go, for Ben and Chloe.<" in html
    assert not any("on call" in text for text in texts(server.mails[1]))


async def test_a_mail_is_private_and_says_nothing_of_what_is_for_locked_screens(server: MailServer) -> None:
    await carrier(server).page(a_page(public_subject="Public matter", public_content="Public words"))
    for text in texts(server.mails[0]):
        assert "All payments fail" in text
        assert "Public" not in text


async def test_the_same_sending_has_the_same_message_id_and_a_repetition_another_one(server: MailServer) -> None:
    mail = carrier(server)
    for attempt in (1, 1, 2):
        await mail.page(a_page(attempt=attempt))
    first, again, second = server.mails
    assert first["Message-ID"] == again["Message-ID"] != second["Message-ID"]
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"]
    assert "sent 2 times" in texts(second)[0]
    other = written(letters.page(a_page(page_arn=ARNS.page("ana", "p2")), None), "m@example.com", ANA, MovableClock())
    assert other["Message-ID"] != first["Message-ID"]


async def test_without_a_public_address_there_is_the_code_and_no_link(server: MailServer) -> None:
    smtp = Smtp(host="127.0.0.1", port=server.port, security="plain", sender="m@example.com")
    await Mail(SmtpPost(smtp), no_link, MovableClock()).page(a_page())
    for text in texts(server.mails[0]):
        assert "http" not in text
        assert "Code 123456" in text


async def test_a_request_to_be_paged_has_the_code_and_how_to_agree(server: MailServer) -> None:
    await carrier(server).activate(an_activation("Ana"))
    for text in texts(server.mails[0]):
        assert "654321" in text
        assert "activate-contact-channel" in text


async def test_the_old_address_is_told_and_nobody_is_mailed_for_what_was_only_tried(server: MailServer) -> None:
    mail = carrier(server)
    await mail.warn(a_warning("U3BEN"))
    await mail.warn(a_farewell())
    (farewell,) = server.mails
    assert farewell["Subject"] == "Ana is not paged here any more"
    assert "Ben" in texts(farewell)[0]


async def test_with_starttls_and_a_password_as_providers_want_it(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    async with MailServer(tls) as server:
        known = {"user": USER, "password": PASSWORD, "tls": trusting(certificate)}
        await carrier(server, "starttls", **known).page(a_page())
        assert len(server.mails) == 1
        with pytest.raises(TryLater, match="refuses the user or the password"):
            await carrier(server, "starttls", **{**known, "password": "wrong"}).page(a_page())
        with pytest.raises(TryLater, match="cannot be used"):  # its certificate is not one that this machine trusts
            await carrier(server, "starttls", user=USER, password=PASSWORD).page(a_page())
        assert len(server.mails) == 1


async def test_no_password_and_no_page_goes_out_where_the_server_has_no_starttls(server: MailServer) -> None:
    for known in ({"user": USER, "password": PASSWORD}, {}):
        with pytest.raises(TryLater, match=r"offers no STARTTLS: .* smtps://"):
            await carrier(server, "starttls", **known).page(a_page())
    assert server.mails == []


async def test_a_server_that_takes_no_password_in_clear_says_so(server: MailServer) -> None:
    with pytest.raises(TryLater, match="takes no user and password"):
        await carrier(server, "plain", user=USER, password=PASSWORD).page(a_page())
    assert server.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "meant"),
    [
        ("RCPT", "550 5.1.1 <ana@example.com> unknown", CannotDeliver),
        ("RCPT", "450 4.2.0 greylisted", TryLater),
        ("DATA", "554 5.7.1 looks like spam to ana@example.com", CannotDeliver),
        ("DATA", "452 4.3.1 disk full", TryLater),
    ],
)
async def test_each_no_of_the_server_is_for_good_or_for_later_and_tells_no_address(
    server: MailServer, command: str, answer: str, meant: type[Exception]
) -> None:
    server.refusals[command] = answer
    with pytest.raises(meant) as no:
        await carrier(server).page(a_page())
    assert answer[:9] in str(no.value)
    assert ANA not in str(no.value)


async def test_a_server_that_never_answers_is_for_later(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_smtp, "ANSWERS_WITHIN", timedelta(seconds=0.2))
    server.stalls = True
    with pytest.raises(TryLater):
        await carrier(server).page(a_page())


async def test_a_server_that_is_not_there_is_for_later() -> None:
    async with MailServer() as server:
        mail = carrier(server)
    with pytest.raises(TryLater):
        await mail.page(a_page())


async def test_an_address_in_other_letters_is_mailed_too(server: MailServer) -> None:
    await carrier(server).page(a_page_message(channel_type="EMAIL", address="añá@example.com"))
    assert server.envelopes[0].rcpt_tos == ["añá@example.com"]


async def test_many_at_once_take_turns(server: MailServer) -> None:
    mail = carrier(server)
    await asyncio.gather(*(mail.page(a_page(page_arn=ARNS.page("ana", f"p{n}"))) for n in range(30)))
    assert len({one["Message-ID"] for one in server.mails}) == 30


async def test_whoever_waits_for_a_slow_server_s_others_hears_that_it_is_busy_and_not_that_it_failed(
    server: MailServer,
) -> None:
    server.stalls = True
    [smtp] = provider_addresses.mail(f"smtp+plain://127.0.0.1:{server.port}?from=m@example.com")
    clock = MovableClock()
    provider = Limited(Mail(SmtpPost(smtp), no_link, clock), smtp.limit, clock)
    pages = [asyncio.create_task(provider.page(a_page(page_arn=ARNS.page("ana", f"p{n}")))) for n in range(30)]
    async with asyncio.timeout(10):
        turned_away = await asyncio.gather(*pages[smtp.limit.at_once :], return_exceptions=True)
    assert {type(answer) for answer in turned_away} == {Busy}
    assert len(server.heard) <= smtp.limit.at_once == 8
    for page in pages:
        page.cancel()


@settings(max_examples=60)
@given(text=hostile)
def test_whatever_people_write_no_header_breaks_and_no_markup_comes_of_it(text: str) -> None:
    message = a_page_message(title=text, subject=text, content=text, contact_name=text, sender=text, address=ANA)
    mail = written(letters.page(message, LINK), "m@example.com", ANA, MovableClock())
    raw = mail.as_bytes().decode()
    assert raw.count("\r\nTo: ") == 1
    _, rich = texts(mail)
    assert set(re.findall(r"<(/?[a-z!]+)", rich)) <= {
        "!doctype", "html", "/html", "head", "/head", "meta", "body", "/body", "div", "/div", "p", "/p", "a", "/a",
    }  # fmt: skip
    assert re.findall(r'href="([^"]*)"', rich) == [LINK]
    assert "\u202e" not in rich


async def test_whoever_is_told_to_end_does_not_wait_for_a_silent_server(server: MailServer) -> None:
    server.stalls = True
    sending = asyncio.create_task(carrier(server).page(a_page()))
    await asyncio.wait_for(server.taken.wait(), 30)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(sending), 10)
