"""A text message is one message where it can be, and never loses the code."""

from __future__ import annotations

from xml.etree.ElementTree import canonicalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telephone import spoken, texts, twiml
from bot.telephone.gsm import BASIC, EXTENDED, plain, room
from core.answering import sentences
from core.answering.matter import LONGEST_LABEL, Ended
from tests.telephone.messages import AT, activation, farewell, page

WORDS = st.text(max_size=400)
LATIN = st.text(st.sampled_from(BASIC + EXTENDED), max_size=400)


@given(LATIN, LATIN, st.booleans())
def test_whatever_latin_words_it_has_it_is_one_message_with_its_code(subject, content, may_reply):
    text = texts.page(page(public_subject=subject, public_content=content, attempt=2), may_reply=may_reply)
    assert room(text) == 1
    assert "482913" in text
    assert text.startswith("Muster, again: ")


@given(LATIN, LATIN, st.booleans())
def test_that_others_came_with_it_is_never_cut_off(subject, content, may_reply):
    text = texts.page(page(public_subject=subject, public_content=content, others=41), may_reply=may_reply)
    assert room(text) == 1
    assert "And 41 more. " in text
    assert ("Reply ALL to take all, or 482913 for this one." in text) == may_reply


@given(WORDS, WORDS, st.booleans())
def test_in_any_script_it_is_two_at_most_and_has_its_code(subject, content, may_reply):
    text = texts.page(page(public_subject=subject, public_content=content), may_reply=may_reply)
    assert room(text) <= 2
    assert "482913" in text
    assert text.endswith("to take it." if may_reply else "code 482913 in Slack or the aws CLI.")


@given(WORDS, WORDS, st.booleans())
def test_so_are_the_others(name, other, may_reply):
    asked = texts.activation(activation(contact_name=name, asked_by=other), may_reply=may_reply)
    assert "482913" in asked
    assert room(asked) <= 3
    assert room(texts.farewell(farewell(contact_name=name, changed_by=other))) <= 3


@example("[n]" * 400, "€" * 400, False)
@example("n" * 400, "o" * 400, True)
@example("n" * 400, "o" * 400, False)
@given(LATIN, LATIN, st.booleans())
def test_with_latin_names_they_are_one(name, other, may_reply):
    assert room(texts.activation(activation(contact_name=name, asked_by=other), may_reply=may_reply)) == 1
    assert room(texts.farewell(farewell(contact_name=name, changed_by=other))) == 1


def test_a_stranger_reads_who_asks_and_for_whom():
    asked = texts.activation(activation(asked_by="your team (demo)"), may_reply=True)
    assert asked == (
        "Muster (work alarms): your team (demo) asks to page Ana here. "
        "Yes: reply 482913 within 15 minutes. No: reply STOP."
    )
    said = spoken.activation(activation(asked_by="your team (demo)"))
    assert said[1] == "Your team (demo) asks to call Ana at this number, at any hour."


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“It’s down” – now…", '"It\'s down" - now...'),
        ("Łódź, Škoda, naïve", "Lodz, Skoda, naive"),
        ("Größe: 5 €", "Größe: 5 €"),
        ("fire \N{FIRE} now", "fire now"),
        ("\u202etxt.exe", "txt.exe"),
        ("Сервис", "Сервис"),
    ],
)
def test_letters_that_telephones_lack_are_replaced_by_like_ones(written, sent):
    assert plain(written) == sent


def test_whoever_has_no_slack_is_told_where_else_to_type_and_to_complain():
    """The longest names leave the code, the other place and the time whole, in one message."""
    longest = {"contact_name": "n" * 400, "asked_by": "o" * 400}
    asked = texts.activation(activation(**longest), may_reply=False)
    assert asked.endswith(" here. Yes: code 482913 in Slack or the aws CLI within 15 minutes.")
    assert texts.farewell(farewell()).endswith("Wrong? Tell whoever runs Muster.")
    assert texts.page(page(), may_reply=False).endswith("To take it: code 482913 in Slack or the aws CLI.")
    called = "in Slack or with the A W S command line"
    for said in (spoken.TYPE_IT, spoken.ENTER_IT, spoken.NOT_AGREED, spoken.without_keys("482913")):
        assert called in said
    assert spoken.without_keys("482913").endswith(". The code is 4, 8, 2. 9, 1, 3.")
    assert spoken.farewell(farewell())[-1] == "If that is not right, tell whoever runs Muster."


@pytest.mark.parametrize("text", [getattr(sentences, name) for name in dir(sentences) if name.isupper()])
def test_no_answer_names_slack_alone(text):
    assert "Slack" not in text or "aws CLI" in text


@pytest.mark.parametrize("text", [getattr(sentences, name) for name in dir(sentences) if name.isupper()])
def test_every_answer_fits_into_one_message(text):
    assert room(text) == 1


def test_so_do_those_with_titles_in_them():
    title = "x" * LONGEST_LABEL + ", 03:12 (482913)"
    assert room(sentences.taken([title])) == 1
    assert room(sentences.taken([title] * 143)) == 1
    for by in ("Anastasia von Hohenstein", None):
        assert room(sentences.over(Ended(AT, by), title, AT)) == 1
    assert room(sentences.offered([title] * 2, 0)) == 1


def test_what_nobody_could_follow_is_not_read_out():
    said = spoken.page(page(content="See https://x.example/a?b=c and arn:aws:iam::1:role/x. `rm -rf` | *now*"))
    assert said[-1] == "See a link and a resource rm -rf now."


def test_a_long_story_ends_at_the_end_of_a_sentence():
    said = spoken.page(page(content="One two three four five. " * 40))
    assert said[-1].endswith("five. There is more of it in writing.")
    assert len(said[-1]) < 450


@example("&" * 2000, "&" * 2000)
@given(WORDS, WORDS)
def test_a_call_is_short_enough_for_its_provider_and_is_xml(subject, content):
    said = spoken.page(page(subject=subject, content=content))
    markup = twiml.asked(said, "https://muster.example.com/?a=1&b=2", spoken.NOTHING_PRESSED)
    assert canonicalize(markup).startswith("<Response><Gather")
    assert len(markup) <= twiml.LONGEST


def test_times_are_read_as_numbers():
    assert spoken.answer("Already acknowledged by Ben at 03:12 UTC. Nothing to do.") == (
        "Already acknowledged by Ben at 03 12, U T C. Nothing to do."
    )


@pytest.mark.parametrize(
    ("text", "messages"),
    [("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("x" * 307, 3), ("€" * 80, 1), ("€" * 81, 2), ("ж" * 70, 1),
     ("ж" * 71, 2), ("ж" * 134, 2), ("ж" * 135, 3), ("\N{FIRE}" * 35, 1), ("\N{FIRE}" * 36, 2), ("", 1)],
)  # fmt: skip
def test_messages_are_counted_as_operators_count_them(text, messages):
    assert room(text) == messages
