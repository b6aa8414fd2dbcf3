"""What happens in a simulation, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["engaged", "stage", "on call", "nobody", "paged", "again", "skipped", "acknowledged", "over", "never"]
"""`nobody`: where the plan reaches nobody; `skipped`: one page that is not sent; `never`: what does not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    at: datetime
    kind: Kind
    text: str
    contact_arn: str = ""
    channel_arn: str = ""
    """Of a page."""
    times: int = 0
    """How often this page was asked for until then, this time included."""
