"""Our reading of the shorthand syntax against the AWS CLI's own."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from awscli.shorthand import ShorthandParseError, ShorthandParser
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.vocabulary import shorthand

REFUSED = "refused"

WIDER = re.compile(r"(?<=\w)'(?=\w)|[\U00010000-\U0010ffff]")
"""What we take and the AWS CLI does not: an apostrophe in a word, and characters beyond 16 bits."""

STRICTER = re.compile(r"\\,[^,]*=|file")
"""What the AWS CLI takes, losing what stands before an escaped comma, or reads from a file."""

soup = st.text(st.sampled_from("ab1=,[]{}'\"\\ \t\n@:/.-_#é"), max_size=24)
keys = st.text(st.sampled_from("aBc1-_.#/:"), min_size=1, max_size=4)
words = st.text(st.sampled_from("abc 1:/._-+&()é日=[{"), max_size=6)
quoted = st.builds(lambda text, sign: sign + text.replace(sign, "\\" + sign) + sign, soup, st.sampled_from("'\""))
escaped = st.builds(lambda a, b: f"{a}\\,{b}", words, words)
scalars = words | quoted | escaped
spaces = st.sampled_from(["", "", "", " ", "\n", "  "])
commas = st.builds(lambda a, b: f"{a},{b}", spaces, spaces)


def listed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda comma, parts: f"[{comma.join(parts)}]", commas, st.lists(inner, max_size=3))


def pairs(inner: st.SearchStrategy[str], max_size: int = 3) -> st.SearchStrategy[str]:
    pair = st.builds(lambda key, space, value: f"{key}{space}={space}{value}", keys, spaces, inner)
    return st.builds(lambda comma, parts: comma.join(parts), commas, st.lists(pair, min_size=1, max_size=max_size))


def hashed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda text: f"{{{text}}}", pairs(inner))


nested = st.recursive(scalars, lambda inner: listed(inner) | hashed(inner), max_leaves=6)
csv = st.builds(lambda comma, parts: comma.join(parts), commas, st.lists(scalars, min_size=1, max_size=3))
sentences = pairs(nested | csv)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sentence of the grammar with a letter taken out or put in, so that errors are compared too."""
    text = draw(sentences)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from("=,[]{}'\"\\ a")) + text[at + draw(st.integers(0, 1)) :]


def ours(text: str) -> Any:
    try:
        return shorthand.parse(text)
    except shorthand.NoShorthand:
        return REFUSED


def theirs(text: str) -> Any:
    try:
        return ShorthandParser().parse(text)
    except ShorthandParseError:
        return REFUSED


@settings(max_examples=1500)
@given(sentences | damaged() | soup)
@example("Key=a,Value=b")
@example("a=b,c,d=e")
@example("a=[b,c],d={e=f,g=[h]}")
@example("a=b,,c=d")
@example("a=,b=")
@example('a="b,c",d=e')
@example("a=[b, c ],d = e ")
@example("a=b\\,c,d=e")
@example("a@=b")
def test_both_read_the_same(text: str) -> None:
    assume(not WIDER.search(text) and not STRICTER.search(text))
    assert ours(text) == theirs(text)


@settings(max_examples=300)
@given(sentences)
def test_where_ours_is_wider_it_still_reads_all_that_theirs_does(text: str) -> None:
    assume(not STRICTER.search(text))
    expected = theirs(text)
    assert expected == REFUSED or ours(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title=don't,impact=1", {"title": "don't", "impact": "1"}),
        ("title=🔥 checkout,impact=1", {"title": "🔥 checkout", "impact": "1"}),
    ],
)
def test_what_people_write_and_the_aws_cli_refuses(text: str, expected: dict[str, str]) -> None:
    assert theirs(text) == REFUSED
    assert ours(text) == expected


def test_nothing_is_lost_before_an_escaped_comma() -> None:
    assert theirs("a=b,c\\,d=e") == {"a": "b", "d": "e"}
    assert ours("a=b,c\\,d=e") == REFUSED


def test_no_file_is_read() -> None:
    assert ours("a@=file:///etc/hostname") == {"a": "file:///etc/hostname"}


@pytest.mark.parametrize("unit", ["a=", "a=[", "a={", 'a="', "a='\\'", "a=b,", "[", ",", "a=b\\,", "a=b,c=d,"])
def test_long_nonsense_is_answered_at_once(unit: str) -> None:
    started = time.process_time()
    ours(unit * (100_000 // len(unit)))
    assert time.process_time() - started < 1
