"""Does a value of a call compare as a condition asks?  One maker of a test for each of IAM's operators."""

from __future__ import annotations

import base64
import binascii
import operator
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from core.policies.comparisons import NUMBER
from core.policies.patterns import ANYTHING, Piece, arn_expression, expression

Test = Callable[[str], bool]
Maker = Callable[[tuple[Piece, ...]], Test]
Reading = Callable[[str], float]
Order = Callable[[float, float], bool]


def plain(pieces: Iterable[Piece]) -> str:
    """The text of the pieces, in which no sign is a wildcard."""
    return "".join(piece.text for piece in pieces)


def _equals(pieces: tuple[Piece, ...]) -> Test:
    expected = plain(pieces)
    return lambda value: value == expected


def _equals_in_any_case(pieces: tuple[Piece, ...]) -> Test:
    expected = plain(pieces).lower()
    return lambda value: value.lower() == expected


def _like(pieces: tuple[Piece, ...]) -> Test:
    return _matching(expression(pieces))


def _arn_like(pieces: tuple[Piece, ...]) -> Test:
    if pieces == (Piece(ANYTHING),):
        return lambda value: value.startswith("arn:")
    if not any(piece.is_pattern for piece in pieces):
        return _equals(pieces)  # a variable that stands for a whole ARN
    written = arn_expression(pieces)
    return _matching(written) if written else lambda _: False


def _matching(written: str) -> Test:
    pattern = re.compile(written, re.DOTALL)
    return lambda value: pattern.fullmatch(value) is not None


def _same_bytes(pieces: tuple[Piece, ...]) -> Test:
    expected = base64.b64decode(plain(pieces))

    def is_same(value: str) -> bool:
        with suppress(binascii.Error, ValueError):
            return base64.b64decode(value, validate=True) == expected
        return False

    return is_same


def _in_network(pieces: tuple[Piece, ...]) -> Test:
    network = ip_network(plain(pieces), strict=False)

    def is_in(value: str) -> bool:
        with suppress(ValueError):
            return _unmapped(value) in network
        return False

    return is_in


@lru_cache(maxsize=4096)
def _unmapped(value: str) -> IPv4Address | IPv6Address:
    """An address of IPv4 as such, also where it arrived in the clothes of IPv6."""
    address = ip_address(value)
    return getattr(address, "ipv4_mapped", None) or address


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _moment(text: str) -> float:
    """Seconds since 1970, of a date in ISO 8601 or of such seconds; a date that names no zone is in UTC."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _ordered(read: Reading, compares: Order) -> Maker:
    def maker(pieces: tuple[Piece, ...]) -> Test:
        expected = read(plain(pieces))

        def compares_with_expected(value: str) -> bool:
            with suppress(ValueError, OverflowError):
                return compares(read(value), expected)
            return False

        return compares_with_expected

    return maker


ORDERS: dict[str, Order] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
MAKERS: dict[str, Maker] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_in_any_case,
    "StringLike": _like,
    "Bool": _equals_in_any_case,
    "BinaryEquals": _same_bytes,
    "IpAddress": _in_network,
    "ArnEquals": _arn_like,  # AWS makes no difference between the two
    "ArnLike": _arn_like,
    **{f"Numeric{name}": _ordered(_number, order) for name, order in ORDERS.items()},
    **{f"Date{name}": _ordered(_moment, order) for name, order in ORDERS.items()},
}


def maker_of(name: str) -> tuple[Maker, bool]:
    """What makes the tests of this operator, and whether none of them may hold instead of one."""
    positive = name.replace("Not", "", 1)
    return MAKERS[positive], positive != name
