"""Inputs that are almost right: genuine ones with something cut, doubled, moved or put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, AnyStr

from hypothesis import strategies as st

NASTY = (
    *(
        "\x00",
        "\n",
        "\r\n",
        "\t",
        "\u202e",
        "\ud800",
        "\ufeff",
        "ä",
        "日",
        "İ",
        "\u0663",
        "%",
        "%2",
        "%00",
        "%C3%28",
        "+",
        "//",
        "..",
    ),
    *(
        "'",
        '"',
        "\\",
        "`",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&",
        "=",
        ",",
        ":",
        ";",
        "|",
        "*",
        "?",
        "#",
        "@",
        "~",
    ),
    *(
        "[" * 200,
        '{"a":' * 120,
        "\\" * 99,
        "*" * 60,
        "a" * 5000,
        "9" * 5000,
        "-1",
        "1e999",
        "NaN",
        "null",
        "true",
        '""',
        "${",
        "${aws:username}",
    ),
    *("arn:aws:ssm-contacts:us-east-1:111122223333:contact/" + "a" * 60 + "!", "<!channel>", "file:///etc/hostname"),
)
"""What parsers stumble over."""


@st.composite
def spoilt(draw: st.DrawFn, seeds: Sequence[AnyStr]) -> AnyStr:
    """One of the seeds with up to six things done to it."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        text = _spoil(draw, text, draw(st.sampled_from(seeds)))
    return text


def _spoil(draw: st.DrawFn, text: AnyStr, other: AnyStr) -> AnyStr:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    put_in = _piece(draw, text, other)
    match draw(st.sampled_from(["cut", "put", "replace", "double", "join", "end"])):
        case "cut":
            return text[:start] + text[end:]
        case "put":
            return text[:start] + put_in + text[start:]
        case "replace":
            return text[:start] + put_in + text[end:]
        case "double":
            return text[:end] + text[start:end] * draw(st.integers(1, 50)) + text[end:]
        case "join":
            return text[:start] + other[draw(st.integers(0, len(other))) :]
        case _:
            return text[:start]


def _piece(draw: st.DrawFn, text: AnyStr, other: AnyStr) -> AnyStr:
    """Something nasty, something of another seed, or anything at all."""
    kind = draw(st.sampled_from(["nasty", "other", "any"]))
    if kind == "other":
        start = draw(st.integers(0, len(other)))
        return other[start : start + draw(st.integers(0, 60))]
    if isinstance(text, bytes):
        if kind == "nasty":
            return draw(st.sampled_from(NASTY)).encode("utf-8", "surrogatepass")
        return draw(st.binary(max_size=8))
    return draw(st.sampled_from(NASTY) if kind == "nasty" else st.text(max_size=8))


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "\ud800", "arn:aws:x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "a", "type", "id"]), inner, max_size=3)
    ),
    max_leaves=4,
)


@st.composite
def misshapen(draw: st.DrawFn, seeds: Sequence[Any]) -> Any:
    """One of the seeds with up to three values of another type in it, or with some left out."""
    value = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 3))):
        value = _misshape(draw, value)
    return value


def _misshape(draw: st.DrawFn, value: Any) -> Any:
    match value:
        case dict() if value and draw(st.integers(0, 9)):
            name = draw(st.sampled_from(sorted(value)))
            rest = {other: inner for other, inner in value.items() if other != name}
            return {**rest, name: _misshape(draw, value[name])} if draw(st.integers(0, 5)) else rest
        case list() if value and draw(st.integers(0, 9)):
            at = draw(st.integers(0, len(value) - 1))
            return [*value[:at], _misshape(draw, value[at]), *value[at + 1 :]]
    return draw(ANY_JSON)
