"""The kinds of columns there are: plain values that every database keeps the same way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field


def moment(**options: Any) -> Any:
    """An instant or a duration, in microseconds (an instant since 1970, UTC)."""
    return Field(sa_type=BigInteger, **options)


def blind() -> Any:
    """A keyed fingerprint of a sealed value: it can be found again, and not read."""
    return Field(max_length=16)
