"""Patterns of IAM's against an oracle, and against those that make others slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policies.patterns import arn_fields, matches


def oracle(pattern: str) -> re.Pattern[str]:
    """The same language for Python's engine, which is right, and slow on bad days."""
    return re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in pattern), re.DOTALL)


@given(st.text("ab*?[", max_size=8), st.text("ab[*?\n", max_size=12))
def test_a_pattern_matches_what_it_should(pattern: str, text: str) -> None:
    assert matches(pattern, text) == bool(oracle(pattern).fullmatch(text))


@pytest.mark.parametrize(("pattern", "text"), [("a*", "a:b/c"), ("*", ""), ("[a]", "[a]"), ("a.c", "a.c")])
def test_only_stars_and_question_marks_mean_something(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), [("[a]", "a"), ("a.c", "abc"), ("a?", "a"), ("A", "a"), ("", "a")])
def test_nothing_else_matches(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


def test_forty_stars_on_a_long_text_take_no_time() -> None:
    before = time.process_time()
    assert not matches("*a" * 40 + "b", "a" * 2_000)
    assert time.process_time() - before < 0.3


def test_an_arn_has_six_parts_the_last_of_which_may_have_colons() -> None:
    fields = arn_fields("arn:aws:ssm-contacts:us-east-1:111122223333:contact/a:b")
    assert fields == ("aws", "ssm-contacts", "us-east-1", "111122223333", "contact/a:b")
    assert arn_fields("arn:aws:ssm-contacts:us-east-1:contact/a") is None
    assert arn_fields("urn:aws:ssm-contacts:us-east-1:111122223333:contact/a") is None
