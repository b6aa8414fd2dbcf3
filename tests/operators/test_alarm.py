"""Operators hear of a trouble at once and once, by every way that works, and of its end."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assembly.outward import THEIR_OWN, post_by
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.operators.alarm import Alarm
from bot.delivery.operators.ways import MailWay, NoProvider, TextWay, WebhookWay
from bot.http.outgoing import Outgoing
from bot.operator_ways import operator_ways
from bot.providers import Smtp
from core.operators.troubles import REMINDED_EVERY, WELL_FOR, Troubles
from tests.delivery.mail_server import MailServer
from tests.notifications.test_targets import listening
from tests.operations.muster import START, MovableClock

DOWN = "The disk is full."


@dataclass
class Pager:
    """A way that notes what it is told, and fails as often as it should."""

    name: str = "pager"
    said: list[str] = field(default_factory=list)
    failures: int = 0
    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def say(self, text: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("secret.example.com")
        self.said.append(text)
        self.heard.put_nowait(text)

    async def hears(self) -> str:
        return await asyncio.wait_for(self.heard.get(), 30)


# What is news


def test_what_is_known_is_not_told_again():
    troubles = Troubles()
    assert [troubles.told("disk", DOWN, START) for _ in range(3)] == [True, False, False]
    assert troubles.told("disk", "The disk is gone.", START)
    assert troubles.told("clock", "The clock is wrong.", START)


def test_what_comes_and_goes_is_told_once_and_is_over_when_it_stays_away():
    troubles, at = Troubles(), START
    assert troubles.told("disk", DOWN, at)
    for _ in range(10):
        troubles.well("disk", at)
        at += WELL_FOR / 2
        assert troubles.due(at) == []
        assert not troubles.told("disk", DOWN, at)
    troubles.well("disk", at)
    assert troubles.present == ()
    assert troubles.due(at + WELL_FOR) == ["Over: The disk is full. It lasted 25 min."]
    assert troubles.due(at + WELL_FOR) == []
    assert troubles.told("disk", DOWN, at + WELL_FOR)


def test_what_is_over_is_told_without_what_was_to_be_done():
    troubles = Troubles()
    troubles.told("mail", "The mail server 10.0.0.1:25 takes no mails. What to do: look at it.", START)
    troubles.well("mail", START)
    assert troubles.due(START + WELL_FOR)[0].startswith("Over: The mail server 10.0.0.1:25 takes no mails. It lasted")


def test_what_is_not_mended_is_told_again_after_an_hour():
    troubles = Troubles()
    troubles.told("disk", DOWN, START)
    assert troubles.due(START + REMINDED_EVERY) == ["Still, after 60 min: The disk is full."]
    assert troubles.due(START + REMINDED_EVERY * 1.5) == []
    assert troubles.due(START + REMINDED_EVERY * 2) == ["Still, after 2 h: The disk is full."]


def test_it_is_over_however_often_that_is_said():
    troubles = Troubles()
    troubles.told("disk", DOWN, START)
    for seconds in range(int(WELL_FOR.total_seconds()) + 1):
        troubles.well("disk", START + timedelta(seconds=seconds))
    assert len(troubles.due(START + WELL_FOR)) == 1


def test_the_end_of_what_never_began_is_no_news():
    troubles = Troubles()
    troubles.well("disk", START)
    assert troubles.due(START + WELL_FOR) == []


@given(st.lists(st.tuples(st.sampled_from(["tell", "well", "look"]), st.integers(0, 400)), max_size=40))
def test_a_trouble_is_over_exactly_when_it_was_told_and_has_stayed_away(happenings):
    troubles, at, told, over = Troubles(), START, 0, 0
    for what, seconds in happenings:
        at += timedelta(seconds=seconds)
        if what == "tell":
            told += troubles.told("disk", DOWN, at)
        elif what == "well":
            troubles.well("disk", at)
        else:
            over += sum(news.startswith("Over:") for news in troubles.due(at))
        assert told - over in (0, 1)


# Ways


async def test_every_way_hears_and_one_that_is_broken_holds_up_no_other(caplog):
    well, broken = Pager(), Pager(name="broken", failures=3)
    alarm = Alarm(MovableClock(), [broken, well], of="Muster of 1", patience=lambda _: timedelta(milliseconds=20))
    await alarm.start()
    alarm.tell("disk", DOWN)
    assert await well.hears() == "Muster of 1: The disk is full."
    assert broken.said == []
    assert await broken.hears() == "Muster of 1: The disk is full."
    await alarm.stop()
    assert "operators cannot be told by broken" in caplog.text.lower()
    assert "secret.example.com" not in caplog.text


async def test_what_comes_together_is_one_message():
    pager = Pager()
    alarm = Alarm(MovableClock(), [pager], apart=timedelta(milliseconds=50))
    await alarm.start()
    alarm.tell("first", "First.")
    assert await pager.hears() == "Muster: First."
    for n in range(30):
        alarm.tell(str(n), f"Trouble {n}.")
    together = await pager.hears()
    await alarm.stop()
    assert len(together.splitlines()) == 21
    assert together.endswith("And 10 more, which are in the log.")


async def test_a_stop_says_what_is_left():
    pager = Pager()
    alarm = Alarm(MovableClock(), [pager])
    await alarm.start()
    alarm.tell("disk", DOWN)
    await alarm.stop()
    assert pager.said == ["Muster: The disk is full."]


async def test_what_was_told_before_the_start_is_said_then():
    pager = Pager()
    alarm = Alarm(MovableClock(), [pager])
    alarm.tell("disk", DOWN)
    await alarm.start()
    assert await pager.hears() == "Muster: The disk is full."
    await alarm.stop()


async def test_health_knows_what_is_wrong():
    alarm = Alarm(MovableClock())
    assert await alarm.state() == "ok"
    alarm.tell("disk", DOWN)
    assert await alarm.state() == DOWN
    alarm.over("disk")
    assert await alarm.state() == "ok"


async def test_a_webhook_gets_the_text_as_json():
    outgoing = Outgoing(THEIR_OWN)
    async with listening() as listener:
        await WebhookWay(listener.url, post_by(outgoing)).say(DOWN)
    await outgoing.close()
    [(_, body)] = listener.heard
    told = json.loads(body)
    assert (told["source"], told["text"]) == ("muster", DOWN)


async def test_a_mail_goes_by_the_second_server_where_the_first_is_gone():
    async with MailServer() as server:
        ports = (9, server.port)
        posts = [SmtpPost(Smtp(host="127.0.0.1", port=one, security="plain", sender="m@example.com")) for one in ports]
        await MailWay(posts, "ops@example.com").say("Muster: The disk is full.\nMuster: The clock is wrong.")
    [mail] = server.mails
    assert mail["Subject"] == "Muster: The disk is full."
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "The clock is wrong." in mail.get_content()


async def test_a_text_message_is_short_and_goes_by_whoever_takes_it():
    sent: list[tuple[str, str]] = []

    async def gone(_number: str, _text: str) -> None:
        raise ConnectionError

    async def there(number: str, text: str) -> None:
        sent.append((number, text))

    await TextWay([gone, there], "+12065550100").say("x" * 2000)
    [(number, text)] = sent
    assert number == "+12065550100"
    assert len(text) == 300


async def test_a_way_that_has_no_provider_fails():
    with pytest.raises(NoProvider):
        await MailWay([], "ops@example.com").say(DOWN)


@pytest.mark.parametrize("text", ["ops@example.com", "mailto:ops", "tel:12", "slack:ops", "http://example.com/x", "x"])
def test_a_way_that_cannot_be_used_says_what_would_do(text):
    with pytest.raises(ValueError, match="expected"):
        operator_ways(text)


def test_no_address_is_shown():
    shown = repr(operator_ways("mailto:ops@example.com tel:+12065550100 https://example.com/secret"))
    assert "ops" not in shown and "+1206" not in shown and "secret" not in shown
