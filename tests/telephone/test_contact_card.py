"""The senders of pages are a card that every telephone takes."""

from __future__ import annotations

import aiohttp

from bot.http.contact_card import card, card_routes
from bot.http.server import Server


def test_it_has_each_number_and_mailbox_once():
    lines = card(["+12065550199", "+12065550199", "+12065550198"], ["muster@example.com"]).split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert [line for line in lines if line.startswith("TEL")] == [
        "TEL;TYPE=WORK,VOICE:+12065550199",
        "TEL;TYPE=WORK,VOICE:+12065550198",
    ]
    assert "EMAIL;TYPE=INTERNET:muster@example.com" in lines
    assert lines[-2:] == ["END:VCARD", ""]


def test_nothing_in_an_address_ends_a_line_or_a_value():
    text = card([], ["a;b,c\nEND:VCARD@example.com"])
    assert text.count("\r\nEND:VCARD\r\n") == 1
    assert "a\\;b\\,cEND:VCARD@example.com" in text.replace("\r\n ", "")


def test_long_lines_go_on_in_the_next():
    text = card([], ["x" * 200 + "@example.com"])
    assert max(map(len, text.split("\r\n"))) <= 75
    assert "x" * 200 + "@example.com" in text.replace("\r\n ", "")


async def test_it_is_there_for_everybody():
    server = Server(card_routes(["+12065550199"], []), "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/contact.vcf") as response:
        assert response.status == 200
        assert response.content_type == "text/vcard"
        assert "TEL;TYPE=WORK,VOICE:+12065550199" in await response.text()
    await server.stop()


def test_without_senders_there_is_none():
    assert card_routes([], []) == []
