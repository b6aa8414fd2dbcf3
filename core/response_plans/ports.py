"""What the response plans' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.listing import Listing, Window
from core.response_plans.response_plan import ResponsePlan


class ResponsePlans(Protocol):
    async def get(self, arn: str) -> ResponsePlan | None:
        """The plan of that ARN."""

    async def listing(self, window: Window) -> Listing[ResponsePlan]:
        """In the order of their names."""

    async def engaging(self, contact_arn: str) -> list[ResponsePlan]:
        """Those that engage this contact themselves, in the order of their names."""
