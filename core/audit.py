"""The record that every call leaves."""

from __future__ import annotations

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


_NEVER_RECORDED = frozenset({
    "AcceptCode", "ActivationCode", "Content", "DeliveryAddress", "Note", "PublicContent", "PublicSubject", "Subject",
    "eventData", "policy", "Policy", "rawData", "summary", "title",
})  # fmt: skip


def redacted(parameters: dict[str, object]) -> dict[str, object]:
    """The parameters with secrets and personal text replaced by what they were, not what they said."""
    return {name: "***" if name in _NEVER_RECORDED else _plain(value) for name, value in parameters.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return redacted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value
