"""The record that every call leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    id: str
    at: datetime
    action: str
    principal: str
    outcome: str
    """`ok`, or the code of the error."""
    read_only: bool
    parameters: dict[str, object]
    """The request without what is secret or personal: see `redacted`."""
    message: str | None = None
    version: int = 0


_TELLS_NOTHING = re.compile(r"arn:[!-~]{1,2048}|[A-Z][A-Z_]{0,63}", re.ASCII)
"""ARNs, and the words of enumerations such as `RESOLVED`."""

HIDDEN = "***"


def redacted(parameters: Mapping[str, object]) -> dict[str, object]:
    """The request as far as it names resources, numbers and times: no text that somebody wrote, no address, no code."""
    return {name: _plain(value) for name, value in parameters.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return redacted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value if _TELLS_NOTHING.fullmatch(value) else HIDDEN
    return value
