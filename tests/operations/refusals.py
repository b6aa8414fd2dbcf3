"""How a test says that a call is refused."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from core.errors import Refusal


async def refused(call: Awaitable[object]) -> Refusal:
    """The refusal of a call that must not succeed."""
    with pytest.raises(Refusal) as caught:
        await call
    return caught.value
