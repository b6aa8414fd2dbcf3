"""Whatever is done to a chain of records, the first that is not as it was written is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.chain import Fault, Head, Linked, checked, encoded, following

KEY = bytes(range(32))
ROWS = st.lists(st.binary(max_size=8), min_size=1, max_size=12)
VALUES = st.lists(st.none() | st.integers() | st.text(max_size=5) | st.binary(max_size=5), max_size=5)


def chained(rows: Sequence[bytes]) -> list[Linked]:
    head, links = Head("c"), []
    for row in rows:
        head = following(KEY, head, row)
        links.append(Linked(head.number, head.link, row, f"id{head.number}"))
    return links


def first_fault(links: Sequence[Linked], key: bytes = KEY) -> int | None:
    head = Head("c")
    for one in links:
        found = checked(key, head, one)
        if isinstance(found, Fault):
            return found.number
        head = found
    return None


@given(ROWS)
def test_what_nobody_touched_is_in_order(rows: list[bytes]) -> None:
    assert first_fault(chained(rows)) is None


@given(ROWS, st.data())
def test_a_changed_record_is_named(rows: list[bytes], data: st.DataObject) -> None:
    links = chained(rows)
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = replace(links[at], row=links[at].row + b"!")
    assert first_fault(links) == at + 1


@given(ROWS, st.data())
def test_a_removed_record_is_named_unless_it_was_the_last(rows: list[bytes], data: st.DataObject) -> None:
    links = chained(rows)
    at = data.draw(st.integers(0, len(links) - 1))
    removed = links[:at] + links[at + 1 :]
    assert first_fault(removed) == (at + 1 if at < len(links) - 1 else None)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=12, unique=True), st.data())
def test_of_two_records_that_changed_places_the_first_is_named(rows: list[bytes], data: st.DataObject) -> None:
    links = chained(rows)
    one, other = sorted(data.draw(st.sampled_from([(a, b) for a in range(len(rows)) for b in range(a)])))
    first, second = links[one], links[other]
    links[one] = replace(second, number=first.number)
    links[other] = replace(first, number=second.number)
    assert first_fault(links) == one + 1


@given(ROWS)
def test_without_the_key_nobody_makes_a_link(rows: list[bytes]) -> None:
    assert first_fault(chained(rows), key=bytes(32)) == 1


def test_a_chain_is_no_other_chain() -> None:
    assert following(KEY, Head("a"), b"row").link != following(KEY, Head("b"), b"row").link


@given(VALUES, VALUES)
def test_no_two_rows_have_the_same_bytes(one: list[object], other: list[object]) -> None:
    same = [(type(value).__name__ if isinstance(value, bytes) else "text", value) for value in one] == [
        (type(value).__name__ if isinstance(value, bytes) else "text", value) for value in other
    ]
    texts = [str(value) if isinstance(value, int) else value for value in one] == [
        str(value) if isinstance(value, int) else value for value in other
    ]
    assert (encoded(one) == encoded(other)) == (same or texts)


@pytest.mark.parametrize(("one", "other"), [(["ab", "c"], ["a", "bc"]), ([None], [""]), ([b"a"], ["a"])])
def test_columns_do_not_run_into_each_other(one: list[object], other: list[object]) -> None:
    assert encoded(one) != encoded(other)
