"""Who answers when, in a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Somebody answers every page that asks them at that moment; what the plan wants then has been done already."""

    contact_arn: str
    at: datetime
