"""What was answered to a call that must not be carried out twice.

The answer stands as it was given: the same token gets the same ARN although that was deleted since, for a repetition
asks what the first call did.  Who wants another of the kind takes another token.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    key: str
    """`PRINCIPAL ACTION TOKEN`: a token is good for one caller and one operation."""
    digest: str
    """Of the parameters, so that the same token with others is noticed."""
    answer: dict[str, object]
    at: datetime
    version: int = 0


class AnsweredCalls(Protocol):
    async def get(self, key: str) -> Answered | None:
        """The call that was answered under this key."""


def answered_key(principal: str, action: str, token: str) -> str:
    """The scope of an idempotency token."""
    return f"{principal} {action} {token}"


def digest_of(parameters: dict[str, object]) -> str:
    """The same for the same parameters in any order; nothing about them can be read from it."""
    text = json.dumps(parameters, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
