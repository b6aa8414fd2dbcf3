"""People answer by text message: a code, a word, a number of a list; each message does one thing and is answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.engine.ports import TryLater
from core.engine.ringing import AT_ONCE
from tests.answering.people import CARD
from tests.operations.muster import ARNS


def taken(page, what="Checkout is down, 12:00"):
    return f"Acknowledged: {what} ({page.code}). It is yours now."


async def many(people, count):
    """One page after the other, each about another disk."""
    pages = []
    for number in range(count):
        people.world.clock.advance(seconds=1)
        pages += await people.page("ana", PublicSubject=f"Disk {number}")
    return pages


async def test_the_code_takes_the_page(people):
    await people.join("ana")
    [page] = await people.page("ana")
    assert await people.write("ana", f" {page.code} ") == taken(page)
    assert await people.world.receipts(page.arn) == ["SENT", "DELIVERED", "READ"]


async def test_so_does_the_word_where_one_page_is_open(people):
    await people.join("ana")
    [page] = await people.page("ana")
    assert await people.write("ana", "Ack") == taken(page)
    assert await people.is_taken(page)


async def test_of_several_the_word_takes_none_and_offers_them(people):
    await people.join("ana")
    [first] = await people.page("ana")
    people.world.clock.advance(minutes=3)
    [second] = await people.page("ana", PublicSubject="Login fails")
    said = await people.write("ana", "ack")
    assert said == (
        f"Which? 2 pages are open (UTC):\n1 Checkout is down, 12:00 ({first.code})\n"
        f"2 Login fails, 12:03 ({second.code})\nReply 1, 2 or ALL."
    )
    assert not await people.is_taken(first)
    assert await people.write("ana", "2") == taken(second, "Login fails, 12:03")
    assert [await people.is_taken(one) for one in (first, second)] == [False, True]
    assert await people.write("ana", "ack") == taken(first)


async def test_a_number_means_what_the_list_showed_whatever_has_happened_since(people):
    await people.join("ana")
    await people.join("ben")
    [first, _] = await people.page("ana", "ben")
    people.world.clock.advance(seconds=1)
    [second] = await people.page("ana", PublicSubject="Login fails")
    await people.write("ana", "ack")
    await people.write("ben", "ack")
    [third] = await people.page("ana", PublicSubject="Disk full")
    said = await people.write("ana", "1")
    assert said == f"Already acknowledged by Ben at 12:00 UTC: Checkout is down, 12:00 ({first.code}). Nothing to do."
    assert [await people.is_taken(one) for one in (first, second, third)] == [False, False, False]
    assert await people.write("ana", "2") == taken(second, "Login fails, 12:00")
    assert await people.is_taken(second)


async def test_several_numbers_take_several(people):
    await people.join("ana")
    pages = await many(people, 4)
    await people.write("ana", "ack")
    assert (await people.write("ana", "1 and 3")).startswith("Acknowledged all 2: ")
    assert [await people.is_taken(page) for page in pages] == [True, False, True, False]


async def test_a_number_that_the_list_does_not_have_takes_nothing(people):
    await people.join("ana")
    [page] = await people.page("ana")
    assert await people.write("ana", "4") == "Nothing was acknowledged. The list has 1. Reply ACK to see it again."
    assert not await people.is_taken(page)


async def test_a_list_is_forgotten_after_an_hour(people):
    await people.join("ana")
    [first] = await people.page("ana")
    people.world.clock.advance(seconds=1)
    [second] = await people.page("ana", PublicSubject="Login fails")
    await people.write("ana", "ack")
    people.world.clock.advance(hours=1)
    await people.write("ana", second.code)
    assert await people.write("ana", "1") == taken(first)


async def test_all_takes_all(people):
    await people.join("ana")
    pages = await many(people, 12)
    await people.world.wait(minutes=2)
    assert people.world.telephones.pages[-1].others == 12 - AT_ONCE - 1
    said = await people.write("ana", "ALL")
    first, second = (f"Disk {number}, 12:00 ({pages[number].code})" for number in range(2))
    assert said == f"Acknowledged all 12: {first}; {second} and 10 more. They are yours now."
    assert all([await people.is_taken(page) for page in pages])


async def test_a_long_list_shows_nine_and_all_means_the_others_too(people):
    await people.join("ana")
    await many(people, 11)
    said = await people.write("ana", "ack")
    assert said.startswith("Which? 11 pages are open (UTC):\n1 Disk 0")
    assert "\n9 Disk 8, 12:00 (" in said
    assert said.endswith("\nand 2 more\nReply 1 to 9, or ALL.")


async def test_who_was_faster_is_told_to_whoever_comes_too_late(people):
    await people.join("ana")
    await people.join("ben")
    [_, his] = await people.page("ana", "ben")
    await people.write("ana", "ack")
    people.world.clock.advance(minutes=5)
    late = f"Already acknowledged by Ana at 12:00 UTC: Checkout is down, 12:00 ({his.code}). Nothing to do."
    assert await people.write("ben", his.code) == late
    assert await people.write("ben", "ack") == late
    assert (await people.write("ana", "ack")).startswith("You acknowledged this already, at 12:00 UTC")


async def test_two_answers_at_once_have_one_winner(people):
    await people.join("ana")
    await people.join("ben")
    [hers, his] = await people.page("ana", "ben")
    said = await asyncio.gather(people.write("ana", hers.code), people.write("ben", his.code))
    assert sorted(one.partition(" ")[0].rstrip(":") for one in said) == ["Acknowledged", "Already"]


async def test_nothing_open_is_said(people):
    await people.join("ana")
    assert await people.write("ana", "ack") == "No page is waiting for you. Nothing was acknowledged."
    assert await people.write("ana", "all") == "No page is waiting for you. Nothing was acknowledged."
    assert await people.write("ana", "1") == "No page is waiting for you. Nothing was acknowledged."


async def test_nobody_answers_for_others(people):
    await people.join("ana")
    await people.join("ben")
    [page] = await people.page("ana")
    assert (await people.write("ben", page.code)).startswith("Nothing was acknowledged. No page of yours")
    assert (await people.write("+12065550199", page.code)).startswith("Nothing was acknowledged. Muster does not page")
    assert (await people.write("+12065550199", "ack")).startswith("Nothing was acknowledged.")
    assert not await people.is_taken(page)


async def test_a_number_that_did_not_agree_answers_for_nobody(people):
    await people.join("ana")
    channel = await people.join("ben", agree=False)
    assert await people.status(channel) == "NOT_ACTIVATED"
    await people.page("ana")
    assert "Reply START" in await people.write("ben", "ack")


@pytest.mark.parametrize("text", ["ok", "", "123456 not me", "\N{THUMBS UP SIGN}"])
async def test_what_is_not_understood_takes_nothing_and_is_answered(people, text):
    await people.join("ana")
    [page] = await people.page("ana")
    assert (await people.write("ana", text)).startswith("Nothing was acknowledged. Muster reads only: ACK,")
    assert not await people.is_taken(page)


async def test_help_helps(people):
    await people.join("ana")
    assert (await people.write("ana", "help")).startswith("Muster pages you here.")


async def test_help_tells_whoever_has_not_agreed_what_is_missing(people):
    await people.join("ana", agree=False)
    assert (await people.write("ana", "help")).startswith("Muster does not page this number now. Reply the code")


async def test_a_stranger_is_promised_nothing(people):
    stranger = "+12065550177"
    assert "nothing to stop" in await people.write(stranger, "STOP")
    assert (await people.write(stranger, "help")).startswith("Muster does not page this number. To be paged here")


async def test_who_goes_on_being_wrong_is_told_when_codes_count_again_and_then_nothing(people):
    await people.join("ana")
    [page] = await people.page("ana")
    said = [await people.write("ana", f"99999{number}") for number in range(10)]
    assert said[8].startswith("Nothing was acknowledged. No page of yours has this code.")
    assert said[9] == "Too many wrong codes. Codes count again from 12:10 UTC; ACK works meanwhile."
    assert await people.write("ana", page.code) == ""
    assert not await people.is_taken(page)
    assert await people.write("ana", "ack") == taken(page)


async def test_machines_that_answer_each_other_come_to_an_end(people):
    said = [await people.write("+12065550199", "I am driving and will answer later.") for _ in range(30)]
    assert said.count("") == 20


async def test_any_number_of_strangers_get_few_answers_and_people_who_are_paged_get_theirs(people):
    await people.join("ana")
    [first] = await people.page("ana")
    said = [await people.write(f"+120655501{number:02}9", text) for number in range(10) for text in ("help", "ack")]
    assert said.count("") == 10
    assert await people.write("+12065550999", "stop") == ""
    assert await people.write("ana", "nonsense") != ""
    assert await people.write("ana", "ack") == taken(first)


async def test_the_private_words_are_in_no_answer(people):
    await people.join("ana")
    for _ in range(2):
        [page] = await people.page("ana", Subject="The vault is open", Content="Vault", PublicSubject="You have mail")
    for text in ("ack", "1", page.code, "all", "help"):
        assert "ault" not in await people.write("ana", text)


async def test_every_incident_s_public_subject_is_the_same_so_that_how_bad_it_is_is_shown(people):
    await people.join("ana")
    [page] = await people.page("ana", PublicSubject="You are paged for an incident", PublicContent="Critical impact.")
    assert await people.write("ana", "ack") == taken(page, "Critical impact, 12:00")


async def test_pages_that_read_alike_are_told_apart_by_the_codes_that_this_telephone_has(people):
    await people.join("ana")
    public = {"PublicSubject": "You are paged for an incident", "PublicContent": "High impact."}
    for number in range(3):
        people.world.clock.advance(seconds=1)
        await people.page("ana", Subject=f"Disk {number}", **public)
    codes = [page.code for page in people.world.telephones.pages]
    assert len(set(codes)) == 3
    for text, shown in (("ack", codes), ("2", codes[1:2]), ("all", [codes[0], codes[2]]), ("ack", codes[2:])):
        said = await people.write("ana", text)
        assert [code for code in codes if code in said] == shown, said


# Agreeing, and no more


async def test_a_reply_with_the_code_agrees(people):
    channel = await people.join("ana", agree=False)
    code = people.world.telephones.activations[-1].code
    said = await people.write("ana", code)
    assert said == (
        "Done: from now on, Muster pages you at this number. To end that, reply STOP. "
        f"So that it rings at night, save the sender: {CARD}"
    )
    assert await people.status(channel) == "ACTIVATED"


async def test_a_wrong_code_does_not(people):
    channel = await people.join("ana", agree=False)
    assert await people.write("ana", "999999") == "This is not the code that was sent here last. Nothing has changed."
    assert await people.status(channel) == "NOT_ACTIVATED"


async def test_after_five_wrong_codes_the_right_one_does_not_either(people):
    channel = await people.join("ana", agree=False)
    code = people.world.telephones.activations[-1].code
    for _ in range(5):
        await people.write("ana", "999999")
    assert await people.write("ana", code) == "There were too many wrong codes. Reply START for a new one."
    assert await people.status(channel) == "NOT_ACTIVATED"


async def test_a_code_is_good_for_a_quarter_of_an_hour(people):
    await people.join("ana", agree=False)
    people.world.clock.advance(minutes=15)
    code = people.world.telephones.activations[-1].code
    assert await people.write("ana", code) == "This code is too old. Reply START for a new one."


async def test_stop_stops_and_start_begins_again_with_a_new_code(people):
    channel = await people.join("ana")
    assert await people.write("ana", "STOP") == (
        "Stopped: no more texts from Muster to this number. To be paged here again, reply START."
    )
    assert await people.status(channel) == "NOT_ACTIVATED"
    await people.world.engage(ARNS.contact("ana"))
    await people.world.settle()
    assert people.world.telephones.rang() == []
    sent = len(people.world.telephones.activations)
    assert await people.write("ana", "start") == (
        "A code is on its way. Reply with it, and Muster pages you here again."
    )
    await people.world.settle()
    assert len(people.world.telephones.activations) == sent + 1
    assert people.world.telephones.activations[-1].asked_by == "Ana"
    await people.write("ana", people.world.telephones.activations[-1].code)
    assert await people.status(channel) == "ACTIVATED"


async def test_stop_makes_a_code_that_is_on_its_way_worthless(people):
    channel = await people.join("ana", agree=False)
    code = people.world.telephones.activations[-1].code
    await people.write("ana", "unsubscribe")
    await people.write("ana", code)
    assert await people.status(channel) == "NOT_ACTIVATED"


async def test_stop_leaves_calls_to_the_same_number(people):
    await people.join("ana")
    address = {"SimpleAddress": "+12065550101"}
    calls = await people.world.channel("ana", Type="VOICE", Name="Calls", DeliveryAddress=address)
    await people.world.settle()
    code = people.world.telephones.activations[-1].code
    await people.world.muster.contacts("ActivateContactChannel", ContactChannelId=calls, ActivationCode=code)
    await people.write("ana", "stop")
    assert await people.status(calls) == "ACTIVATED"


async def test_codes_are_asked_for_no_faster_than_one_a_minute(people):
    await people.join("ana", agree=False)
    assert (await people.write("ana", "start")).startswith("A code is on its way.")
    assert (await people.write("ana", "start")).startswith("A code was sent less than a minute ago.")


async def test_who_is_paged_already_need_not_start(people):
    await people.join("ana")
    assert await people.write("ana", "START") == "Muster pages you at this number already; there is nothing to do."


async def test_a_code_typed_in_a_call_agrees(people):
    channel = await people.join("ana", "VOICE", agree=False)
    code = people.world.telephones.activations[-1].code
    assert not await people.agreement.typed(channel, "999999")
    assert await people.agreement.typed(channel, code)
    assert await people.status(channel) == "ACTIVATED"
    assert not await people.agreement.typed(ARNS.contact_channel("ana", "gone"), code)


async def test_the_account_that_has_to_do_with_a_sender_is_found(people):
    await people.join("ana")
    await people.join("ben", agree=False)
    assert [await people.replies.concern("SMS", one) for one in ("+12065550101", "+12065550102", "+1206555")] == [
        2,
        1,
        0,
    ]
    await people.page("ana")
    assert await people.replies.concern("SMS", "+12065550101") == 3


async def test_all_leaves_what_has_not_gone_out_yet(people):
    await people.join("ana")
    [seen] = await people.page("ana")
    people.world.telephones.trouble["+12065550101"] = [TryLater(timedelta(minutes=1), "busy")]
    [unseen] = await people.page("ana", PublicSubject="Login fails")
    assert await people.write("ana", "all") == taken(seen)
    assert [await people.is_taken(one) for one in (seen, unseen)] == [True, False]


async def test_who_is_only_called_may_answer_by_text(people):
    calls = await people.join("ana", "VOICE")
    [page] = await people.page("ana")
    assert await people.write("ana", "ack") == taken(page)
    assert await people.is_taken(page)
    assert (await people.write("ana", "stop")).startswith("Muster sends no texts to this number.")
    assert await people.status(calls) == "ACTIVATED"


async def test_a_message_that_comes_twice_does_nothing_the_second_time(people):
    await people.join("ana")
    [first] = await people.page("ana")
    assert await people.write("ana", "ack", "SM1") == taken(first)
    [unseen] = await people.page("ana", PublicSubject="Login fails")
    assert await people.write("ana", "ack", "SM1") == taken(first)
    assert not await people.is_taken(unseen)
    assert await people.write("ana", "ack", "SM2") == taken(unseen, "Login fails, 12:00")
