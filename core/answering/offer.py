"""The list that somebody was shown when several pages were open: a number means what stood there, come what may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(hours=1)
MOST_LINES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    reader: str
    """The type of contact channel and the address."""
    page_arns: tuple[str, ...]
    at: datetime
    version: int = 0


def reader_of(type_: str, address: str) -> str:
    """Who reads what is sent there."""
    return f"{type_} {address}"


def lines_of(offer: Offer | None, asking: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The pages that numbers mean: those of the list that was shown lately, else those that ask now."""
    if offer and now - offer.at < LASTS:
        return offer.page_arns
    return tuple(asking[:MOST_LINES])
