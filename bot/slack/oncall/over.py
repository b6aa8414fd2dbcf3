"""Was an override made for a time that is over?  A year that was mistyped looks like success."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.slack.blocks.elements import Block, context
from bot.slack.blocks.escape import on
from bot.slack.blocks.outlook import SIGN
from bot.slack.errands import After
from core.caller import Caller
from core.clock import Clock


def over(clock: Clock) -> Mapping[str, After]:
    """Said below the answer to whoever has made one; it is kept, as one that moves in is."""

    async def said(_: Caller, request: Mapping[str, Any], __: Mapping[str, Any]) -> Sequence[Block]:
        ended = request.get("EndTime")
        if not isinstance(ended, datetime) or ended > clock.now():
            return ()
        told = "This override is over already, and changes nobody's turns from now on: it ended on"
        return [context(f"{SIGN} {told} {on(ended)}.")]

    return {"ssm-contacts:CreateRotationOverride": said}
