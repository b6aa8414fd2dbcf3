"""A few letters from a telephone mean one thing or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.grammar import ALONE, Ack, All, Code, Help, Numbers, Start, Stop, Unclear, understood


@pytest.mark.parametrize(
    "text",
    ["123456", " 123456.\n", "123 456", "123-456", "12 34 56", "ack 123456", "ACK: 123456", "Code 123456",
     "ack code 123456", "“123456”", "\uff11\uff12\uff13\uff14\uff15\uff16", "١٢٣٤٥٦", "123\u00a0456",
     "\u202a123456\u202c"],
)  # fmt: skip
def test_a_code_is_a_code_however_a_keyboard_writes_it(text):
    assert understood(text) == Code("123456")


@pytest.mark.parametrize("text", ["ack", "Ack.", "ACK!", "a", "acknowledge", "Acknowledged", "“ack”", "ack\n"])
def test_the_word_alone_acknowledges(text):
    assert understood(text) == Ack()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1", (1,)), ("ack 2", (2,)), ("a 2", (2,)), ("1, 3", (1, 3)), ("1 and 2", (1, 2)), ("2 2", (2,)),
     ("1 2 3 4 5 6", (1, 2, 3, 4, 5, 6))],
)  # fmt: skip
def test_numbers_are_lines_of_the_list(text, numbers):
    assert understood(text) == Numbers(numbers)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("all", All()), ("ACK ALL", All()), ("Stop", Stop()), ("UNSUBSCRIBE", Stop()), ("stop.", Stop()),
     ("start", Start()), ("HELP", Help()), ("?", Help())],
)  # fmt: skip
def test_the_other_words(text, meaning):
    assert understood(text) == meaning


@pytest.mark.parametrize(
    "text",
    ["", " ", "ok", "yes", "no", "123456 not me", "not 123456", "ack no", "don't ack", "a meeting", "all systems go",
     "stop it", "start over", "12345", "12345678901", "0", "12", "ack 12x", "1.5", "\N{THUMBS UP SIGN}"],
)  # fmt: skip
def test_what_could_mean_something_else_does_nothing(text):
    assert understood(text) == Unclear()


@given(st.text(max_size=60))
def test_any_text_has_a_meaning_and_words_around_an_answer_take_it_away(text):
    assert understood(text) is not None
    letters = f"surely {text}"
    assert understood(letters) == Unclear()


@given(st.sampled_from(sorted(ALONE)), st.sampled_from(["{}", "{}.", " {} ", "“{}”", "{}\n"]))
def test_a_word_that_counts_alone_counts_in_capitals_and_with_a_full_stop(word, around):
    assert understood(around.format(word.upper())) == ALONE[word]
