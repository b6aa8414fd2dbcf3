"""Lists are paged as botocore's own paginators expect, and a token opens only as it was given out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.listing import Window
from core.vocabulary import pages
from core.vocabulary.catalog import Operation, catalog, load
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
cursors = st.lists(texts | st.integers(-(2**63), 2**63 - 1), max_size=4)


@pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)
def test_an_operation_is_paged_exactly_as_botocores_paginators_say(operation: Operation) -> None:
    expected = load(operation.service, "paginators-1")["pagination"].get(operation.name)
    paging = pages.paging(operation)
    if expected is None:
        assert paging is None
        return
    assert paging is not None
    assert paging.token == expected["input_token"] == expected["output_token"]
    assert paging.result == expected["result_key"]
    assert paging.limit in (None, expected.get("limit_key"))


@given(cursors)
def test_a_token_brings_its_cursor_back(cursor: list[str | int]) -> None:
    assert pages.decode(pages.encode(cursor)) == tuple(cursor)


@pytest.mark.parametrize("operation", [one for one in catalog().values() if pages.paging(one)], ids=str)
def test_a_token_is_accepted_by_every_operation_that_takes_one(operation: Operation) -> None:
    paging = pages.paging(operation)
    assert paging is not None
    token = pages.encode(["2027-01-04T08:00:00.123456+00:00", "Jürgen~?>", 2**62])
    validate(operation, example_params(operation) | {paging.token: token})


@given(cursors, st.data())
def test_a_damaged_token_is_refused_or_still_a_cursor_and_never_anything_else(
    cursor: list[str | int], data: st.DataObject
) -> None:
    token = pages.encode(cursor)
    cut = data.draw(st.integers(0, len(token) - 1))
    damaged = token[:cut] + data.draw(st.characters()) + token[cut + 1 :]
    try:
        opened = pages.decode(damaged)
    except Refusal as refusal:
        assert refusal.code == "ValidationException"
    else:
        assert all(type(part) in (str, int) for part in opened)
        assert pages.encode(opened) == damaged


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "not a token",
        "é",
        "e30=",  # {}
        "W3RydWVd",  # [true]
        "WzEuNV0=",  # [1.5]
        "WyJcdTAwMDAiXQ==",  # a NUL
        "WyJcdWQ4MDAiXQ==",  # a lone surrogate
        "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd",  # 2 to the 63rd, which no database's integer holds
        "WyAxXQ==",  # [ 1]: readable, but not ours
        "W1tb" * 2000,  # deeply nested
    ],
)
def test_a_token_that_we_cannot_have_made_is_refused(token: str) -> None:
    with pytest.raises(Refusal, match="pagination token") as refused:
        pages.decode(token)
    assert refused.value.code == "ValidationException"


def test_tokens_have_only_the_letters_that_ssm_contacts_allows() -> None:
    assert re.fullmatch(r"[\\/a-zA-Z0-9_+=-]*", pages.encode(["ÿ?>~" * 9, 1]))


@pytest.mark.parametrize(
    ("request_", "window"),
    [
        ({}, Window(100)),
        ({"MaxResults": 0}, Window(100)),
        ({"MaxResults": 7}, Window(7)),
        ({"maxResults": 7, "nextToken": ""}, Window(7)),
        ({"nextToken": pages.encode(["a", 1])}, Window(100, ("a", 1))),
        ({"NextToken": pages.encode(["a", 1]), "MaxResults": 2}, Window(2, ("a", 1))),
    ],
)
def test_a_request_says_which_part_of_a_list_it_wants(request_: dict[str, object], window: Window) -> None:
    assert pages.window(request_) == window
