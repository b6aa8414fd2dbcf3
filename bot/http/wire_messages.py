"""What comes over the wire, and what goes back, before and after anybody has understood it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

LARGEST_BODY = 1 << 20
"""Bytes.  Nothing that the models allow, and a person would send, comes near it."""


@dataclass(frozen=True)
class WireRequest:
    """A request as it was sent; `raw_path` has the query string and is still percent-encoded."""

    method: str
    raw_path: str
    headers: Mapping[str, str]
    """With names in lower case."""
    body: bytes

    @cached_property
    def path(self) -> str:
        return self.raw_path.partition("?")[0]

    @cached_property
    def query(self) -> str:
        return self.raw_path.partition("?")[2]

    @cached_property
    def media_type(self) -> str:
        """The content type without its parameters, or an empty string."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class WireAnswer:
    """A whole HTTP response, but for what a server adds to each."""

    status: int
    headers: dict[str, str]
    body: bytes
