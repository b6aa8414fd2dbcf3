"""A body that is not one harmless JSON object is refused with little work, and without a piece of it in the answer."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http import json_text
from bot.http.aws_wire import LARGEST_BODY
from core.errors import Refusal

REPEATED = [
    b"[", b"{", b'{"a":', b"[[],", b'"', b'\\"', b'"\\', b'{"":0},', b"1,", b"[],", b"{},", b"9", b"-", b" ", b"\\u00",
]  # fmt: skip
"""What a hostile body could be made of."""

MANY = b'{"a":[' + b"[]," * 101
"""So many lists that it is worth looking how deep they lie."""

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
objects = st.dictionaries(st.text(), values)


def refusal(body: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        json_text.parsed(body)
    assert caught.value.code == "SerializationException"
    return caught.value.message


@given(objects)
def test_every_object_is_read_as_it_was_written(value: dict[str, object]) -> None:
    assert json_text.parsed(json.dumps(value).encode()) == value
    assert json_text.parsed(json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")) == value


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1", b"true", b"[{}]"])
def test_only_an_object_will_do(body: bytes) -> None:
    assert "must be a JSON object" in refusal(body)


@pytest.mark.parametrize(
    "body",
    [b"{", b"}", b"{'a': 1}", b'{"a": 1,}', b'{"a": 01}', b'{"a": +1}', b'{"a": .5}', b'{"a" 1}', b"{a: 1}", b"{} {}",
     b'{"a": "\n"}', b'{"a": "\\x"}', b" ", b"// {}", b"{}//", b'{"a": tru}', b'{"a": "', b'{"a": "\\', b"\0"],
)  # fmt: skip
def test_what_is_nearly_json_is_refused(body: bytes) -> None:
    assert "is not valid JSON" in refusal(body)


@pytest.mark.parametrize(
    "body", [b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b'{"\xc0\x80": 1}', '{"a":1}'.encode("utf-16")]
)
def test_text_must_be_utf_8(body: bytes) -> None:
    assert "is not valid" in refusal(body)


def test_a_byte_order_mark_is_not_json() -> None:
    assert "is not valid JSON" in refusal(b"\xef\xbb\xbf{}")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 400 + ".0"])
def test_a_number_is_finite(number: str) -> None:
    assert "not finite" in refusal(f'{{"a": [{number}]}}'.encode())


def test_an_integer_of_five_thousand_digits_is_refused() -> None:
    assert "too many digits" in refusal(b'{"a": ' + b"9" * 5000 + b"}")


@pytest.mark.parametrize("body", [b'{"a":1,"a":1}', b'{"b":{"a":1,"\\u0061":2}}', b'[{"a":1,"a":1}]'])
def test_a_name_that_is_given_twice_is_refused(body: bytes) -> None:
    assert "same name twice" in refusal(body)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"]":', "}"), ('["[\\"[",', "]")])
def test_a_hundred_levels_are_read_and_one_more_is_not(opening: str, closing: str) -> None:
    most = opening * 99 + "0" + closing * 99
    assert json_text.parsed(f'{{"a":{most}}}'.encode())
    assert "deeper than 100" in refusal(f'{{"a":[{most}]}}'.encode())


def test_brackets_within_strings_are_not_levels() -> None:
    body = json.dumps({"summary": "[{" * 5000 + '\\"[[', "list": [[]] * 200}).encode()
    assert json_text.parsed(body)["list"] == [[]] * 200


@pytest.mark.parametrize("levels", [101, 900, 5000, 24_000])
@pytest.mark.parametrize("closed", [True, False])
def test_depth_is_refused_before_anything_recurses(levels: int, closed: bool) -> None:
    body = b'{"a":' + b"[" * levels + (b"]" * levels + b"}" if closed else b"")
    assert "deeper than 100" in refusal(body)


def test_more_values_than_anybody_needs_are_refused() -> None:
    assert len(json_text.parsed(b'{"a":[' + b"1," * 40_000 + b"1]}")["a"]) == 40_001
    for value in (b"1,", b"[],", b"{},"):
        assert "more than 50000 values" in refusal(b'{"a":[' + value * 50_000 + b"1]}")


@pytest.mark.parametrize("part", [b'\\"', b'"', b'"\\', b"\\\\", b'a"', b"]"])
def test_a_string_that_does_not_end_costs_what_its_length_costs(part: bytes) -> None:
    def seconds(count: int) -> float:
        body = MANY + b'"' + part * count
        rounds = []
        for _ in range(5):
            begun = time.perf_counter()
            refusal(body)
            rounds.append(time.perf_counter() - begun)
        return min(rounds)

    # Ten times the length: linear work is at most ten times as much, quadratic a hundred.
    assert seconds(20_000) < 40 * seconds(2_000)


@pytest.mark.parametrize("part", REPEATED)
@pytest.mark.parametrize("start", [b"", b'{"a":', b'{"a":"', b'{"a":[', MANY + b'"'])
@pytest.mark.parametrize("count", [49_000, None])
def test_a_hostile_body_costs_little_memory_and_is_not_repeated(start: bytes, part: bytes, count: int | None) -> None:
    body = start + part * (count or LARGEST_BODY // len(part))
    body = body[:LARGEST_BODY]
    tracemalloc.start()
    try:
        message = refusal(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(message) < 120
    # The body is copied and decoded, and at most 50,000 small values are made of it.
    assert peak < 20 * 2**20, f"{peak / 2**20:.0f} MiB"
