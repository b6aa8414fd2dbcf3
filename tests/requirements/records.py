"""The records of calls, as whoever looks into the audit sees them."""

from __future__ import annotations

import json
from typing import Any

from tests.operations.muster import Muster


async def everything_recorded(muster: Muster) -> list[dict[str, Any]]:
    """All events, the oldest first, as CloudTrail writes them."""
    found: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        answer = await muster.call("cloudtrail:LookupEvents", **more)
        found += [json.loads(one["CloudTrailEvent"]) for one in answer["Events"]]
        if not answer.get("NextToken"):
            return found[::-1]
        more = {"NextToken": answer["NextToken"]}
